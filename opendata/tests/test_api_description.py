"""The description of the API is a valid one and names what there is."""

import re

import pytest
from django.urls import get_resolver, reverse

from calculator.forms import CalculatorForm
from opendata.api.description import description
from opendata.urls import api
from pages.directory_filter import RegionFilter
from pages.parameters import parameters_at

METHODS = {"get"}


def operations():
    return [(path, item["get"]) for path, item in description()["paths"].items()]


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_address_is_described():
    described = {re.sub(r"{(\w+)}", "<slug:\\1>", path[1:]) for path, _ in operations()}
    beside = {"", "openapi.json", "<path:rest>"}

    assert {str(entry.pattern) for entry in api.urlpatterns} - beside == described


def test_every_reference_leads_somewhere():
    whole = description()
    for reference in set(references(whole)):
        node = whole
        for piece in reference.removeprefix("#/").split("/"):
            node = node[piece]


@pytest.mark.parametrize(("path", "operation"), operations())
def test_an_operation_names_the_parameters_that_its_address_knows(path, operation):
    example = re.sub(r"{\w+}", "x", path)
    named = {p["name"] for p in operation["parameters"] if p["in"] == "query"}
    in_path = {p["name"] for p in operation["parameters"] if p["in"] == "path"}

    assert named == parameters_at(f"/api/v1{example}")
    assert in_path == set(re.findall(r"{(\w+)}", path))


def test_names_of_operations_are_unique():
    names = [operation["operationId"] for _, operation in operations()]

    assert len(names) == len(set(names))


def test_the_case_has_the_parameters_of_the_form_and_the_list_those_of_the_directory():
    assert parameters_at("/api/v1/calculate") == set(CalculatorForm.base_fields)
    assert parameters_at("/api/v1/places") == {*RegionFilter.base_filters, "page"}


def test_the_description_is_at_its_address(client, db):
    found = client.get(reverse("api:openapi")).json()

    assert found["openapi"] == "3.1.0"
    assert found == description()


def test_names_lead_to_the_addresses():
    assert get_resolver().resolve("/api/v1/places/gansu/lanzhou").view_name == "api:place"
