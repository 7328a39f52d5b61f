"""Create an administrator, who can create the other accounts; asks in Chinese."""

import getpass
import os
import sys
import warnings

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

#: Where nobody can be asked, as in a script: the names that Django gives to them.
NAME, PASSWORD = "DJANGO_SUPERUSER_USERNAME", "DJANGO_SUPERUSER_PASSWORD"
TRIES = 5
STOPPED = "没有建账号。想好了请再运行 make admin。"
UNASKED = (
    "没有建账号：这里不是终端，没法问您，密码也藏不住。请在终端里运行 make admin；"
    f"写脚本的，把用户名和密码放在环境变量 {NAME}、{PASSWORD} 里。"
)


class Command(BaseCommand):
    help = (
        "新建一个后台管理员，再发一次性登录码。没有人在旁边时，用户名和密码从环境变量"
        f" {NAME}、{PASSWORD} 里取。"
    )

    def handle(self, **options):
        given_name, given_password = os.environ.get(NAME), os.environ.get(PASSWORD)
        asks = given_name is None or given_password is None
        if asks:
            self.stdout.write("新建一个后台管理员。密码输入时不显示。随时可以按 Ctrl+C 停下。")
        try:
            user = User(username=self._name(given_name), is_staff=True, is_superuser=True)
            user.set_password(self._password(user, given_password))
        except KeyboardInterrupt as error:
            self.stdout.write("")  # below what was being typed
            raise CommandError(STOPPED) from error
        except (EOFError, getpass.GetPassWarning) as error:
            self.stdout.write("")
            raise CommandError(STOPPED if sys.stdin.isatty() else UNASKED) from error
        user.save()
        self.stdout.write(f"管理员“{user.username}”建好了。")
        call_command("second_factor", user.username, stdout=self.stdout)

    def _name(self, given: str | None) -> str:
        """Return a name that nobody has; ``given`` is not asked for but refused where it is bad."""
        for _ in range(TRIES):
            name = (input("用户名：") if given is None else given).strip()
            fault = _fault_of(name)
            if not fault:
                return name
            if given is not None:
                raise CommandError(fault)
            self.stderr.write(fault)
        raise CommandError(STOPPED)

    def _password(self, user: User, given: str | None) -> str:
        """Return a password that keeps the rules; there is no way round them."""
        for _ in range(TRIES):
            typed = _hidden("密码（至少10个字符）：") if given is None else given
            faults = _faults_of(typed, user)
            if not faults and given is None and _hidden("再输一次密码：") != typed:
                faults = ["两次输的密码不一样，请重新输。"]
            if not faults:
                return typed
            if given is not None:
                raise CommandError("".join(faults))
            for fault in faults:
                self.stderr.write(fault)
        raise CommandError(STOPPED)


def _hidden(question: str) -> str:
    """Ask for a password. Raises GetPassWarning where it would be seen."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        return getpass.getpass(question)


def _fault_of(name: str) -> str:
    """Say why ``name`` cannot be that of a new account; empty if it can."""
    if not name:
        return "用户名空着。请填一个，如 zhanglan。"
    for account in User.objects.filter(username__iexact=name):
        how = (
            f"要给它发新的登录码，请运行 manage.py second_factor {account.username}；"
            "忘了密码，请别的管理员在后台改。"
        )
        return f"已经有叫“{account.username}”的账号了，请换一个用户名。{how}"
    try:
        User(username=name).clean_fields(exclude=["password"])
    except ValidationError as error:
        return "".join(error.messages)
    return ""


def _faults_of(password: str, user: User) -> list[str]:
    """Return why ``password`` is refused; empty if it keeps the rules."""
    if not password:
        return ["密码空着，请输一个。"]
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [message.rstrip("。") + "。" for message in error.messages]
    return []
