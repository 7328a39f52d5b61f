from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "yibao_site"
    verbose_name = "医保明白账"
