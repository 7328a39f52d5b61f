"""Issue one-time codes for a first account, or an administrator who lost phone and paper."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from desk.accounts.second_factor import issue_codes, unbind


class Command(BaseCommand):
    help = "给一个账号发新的一次性登录码，从前发的作废。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名")
        parser.add_argument("--lost", action="store_true", help="手机丢了：同时解除手机绑定")

    def handle(self, *, username, lost, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有叫“{username}”的账号。新建请用 make admin。")
        if not user.is_staff or not user.is_active:
            raise CommandError(f"“{username}”不能登录后台：请先在后台勾上“有效”和“工作人员状态”。")
        if lost:
            unbind(user)
        self.stdout.write(f"{username} 的一次性登录码，每个只能用一次：\n")
        self.stdout.write("".join(f"  {code}\n" for code in issue_codes(user)))
        if settings.SECOND_FACTOR:
            self.stdout.write(
                "接下来：\n"
                "1. 抄下来或打印，别和密码放在一起。这里关掉就看不到了。\n"
                f"2. 打开 {settings.ADMIN_URL}，填用户名、密码，“验证码”里填上面随便一个。\n"
                "3. 按页面上说的绑定手机。以后登录用手机上的6位数，登录码留着手机丢了用。"
            )
        else:
            self.stdout.write(
                "现在只用密码就能登录，因为没有要求第二道锁（SECOND_FACTOR）。正式上线要打开。\n"
                "想先试试：登录以后，点右上角自己的名字、“我的第二道锁”，绑定手机。"
            )
