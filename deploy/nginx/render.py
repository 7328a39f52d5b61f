"""Write nginx's configuration for one machine from the templates beside this file.

Needs nothing but Python, so that it runs where only nginx is. ``--help`` lists what may be said.
"""

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: What nginx serves itself: its user reads it, the applications' user writes it.
PUBLIC = Path("/var/lib/yibao-public")
MODULES = Path("/usr/lib/nginx/modules")
BROTLI = "ngx_http_brotli_static_module.so"
_MARK = re.compile(r"@([A-Z_]+)@")


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line; everything but ``--out`` has what a host of its own would want."""
    parser = argparse.ArgumentParser(description="生成这台机器的 nginx 配置")
    add = parser.add_argument
    add("--out", type=Path, required=True, help="写到哪个文件夹，里面的 nginx.conf 是开头")
    add("--names", default="localhost", help="网站的主机名，逗号分开")
    add("--readers", default="127.0.0.1:8000", help="给读者的应用，逗号分开；unix:/路径 也行")
    add("--editors", help="接着主库的应用，逗号分开；不写就是 --readers")
    add("--address", default="", help="只在这个地址上听；不写就是所有的，包括 IPv6")
    add("--port", type=int, help="端口；有证书默认 443，没有默认 80")
    add("--public-port", type=int, help="来人用的端口，容器里和 --port 不一样")
    add("--http-port", type=int, default=80, help="有证书时，把人转到 HTTPS 的端口；0 不听")
    add("--certificate", type=Path, help="证书（含中间证书）；不写就不加密，只供试用和内网")
    add("--key", type=Path, help="证书的私钥")
    add("--static", type=Path, default=PUBLIC / "static", help="STATIC_ROOT，末尾是 static")
    add("--mirror", type=Path, default=PUBLIC / "mirror", help="manage.py mirror 写到的")
    add("--pages", type=Path, default=PUBLIC / "pages", help="manage.py error_pages 写到的")
    add("--state", type=Path, default=Path("/var/lib/nginx/yibao"), help="存的页面、临时文件")
    add(
        "--pid", type=Path, help="进程号的文件；不写就在 --state 里，Debian 的单元要 /run/nginx.pid"
    )
    add("--logs", type=Path, help="日志的文件夹；不写就都到标准错误")
    add("--user", default="", help="用谁的身份跑（用 root 启动时），比如 www-data")
    add("--admin", default="/admin/", help="后台的网址")
    add("--unlimited", default="", help="不限次数的地址，逗号分开，比如自己的监控")
    add("--hsts-subdomains", action="store_true", help="和设置 HSTS_SUBDOMAINS 一样")
    add("--hsts-preload", action="store_true", help="和设置 HSTS_PRELOAD 一样")
    add("--cdn", default="", help="前面的 CDN 从哪些地址来，逗号分开")
    add("--brotli", choices=["auto", "on", "off"], default="auto", help="brotli 模块")
    found = parser.parse_args(given)
    if bool(found.certificate) != bool(found.key):
        parser.error("--certificate 和 --key 要一起写。")
    if found.static.name != "static":
        parser.error("--static 的末尾要是 static，网址里就是这个名字。")
    if not re.fullmatch(r"/(?:[\w-]+/)+", found.admin):
        parser.error("--admin 要以 / 开头、以 / 结尾，比如 /admin/。")
    return found


def values(said: argparse.Namespace) -> dict[str, str]:
    """Return what stands in the templates' marks."""
    secure = said.certificate is not None
    port = said.port or (443 if secure else 80)
    public = said.public_port or port
    brotli = said.brotli == "on" or (said.brotli == "auto" and (MODULES / BROTLI).exists())
    absolute = {
        name.upper(): str(getattr(said, name).absolute())
        for name in ("out", "mirror", "pages", "state")
    }
    return absolute | {
        "PID": str((said.pid or said.state / "nginx.pid").absolute()),
        "USER": f"user {said.user};" if said.user else "",
        "MODULES": f"load_module {MODULES / BROTLI};" if brotli else "",
        "BROTLI": "brotli_static on;" if brotli else "",
        "ACCESS_LOG": str(said.logs / "access.log") if said.logs else "/dev/stderr",
        "ERROR_LOG": str(said.logs / "error.log") if said.logs else "stderr",
        "READERS": _servers(said.readers),
        "EDITORS": _servers(said.editors or said.readers),
        "UNLIMITED": "\n".join(f"    {net} 1;" for net in _listed(said.unlimited)),
        "NAMES": " ".join(_listed(said.names)),
        "HOST": "$host" if public in (80, 443) else f"$host:{public}",
        "STATIC_ABOVE": str(said.static.absolute().parent),
        "ADMIN": said.admin,
        "LISTEN": _listen(said.address, port, "ssl http2" if secure else ""),
        "OTHER_HOSTS": _other_hosts(said, port),
        "TLS": f"    include {said.out.absolute()}/tls.conf;" if secure else "",
        "CERTIFICATE": str(said.certificate.absolute()) if secure else "",
        "KEY": str(said.key.absolute()) if secure else "",
        "HSTS": _hsts(said) if secure else "",
        "REAL_ADDRESS": _real_address(said.cdn),
    }


def _hsts(said: argparse.Namespace) -> str:
    """The application's header: browsers go by the last one, so a shorter one would undo it."""
    more = "; includeSubDomains" * said.hsts_subdomains + "; preload" * said.hsts_preload
    return f'add_header Strict-Transport-Security "max-age=31536000{more}" always;'


def _listed(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def _servers(text: str) -> str:
    return "\n".join(f"    server {one} max_fails=2 fail_timeout=1s;" for one in _listed(text))


def _listen(address: str, port: int, more: str) -> str:
    """The lines that listen at one address, or at all of both kinds."""
    where = [f"{address}:{port}"] if address else [f"{port}", f"[::]:{port}"]
    return "\n".join(f"    listen {one} {more}".rstrip() + ";" for one in where)


def _other_hosts(said: argparse.Namespace, port: int) -> str:
    """The servers of everything that is not the site by name: refused, or led to HTTPS."""
    errors = f"    include {said.out.absolute()}/errors.conf;"
    if not said.certificate:
        listen = _listen(said.address, port, "default_server")
        return "\n".join(["# 别的主机名：不答。", *_refusing(listen, errors, 444)])
    listen = _listen(said.address, port, "ssl http2 default_server")
    shaken = "    ssl_reject_handshake on;"
    lines = [
        "# 别的主机名：握手就不接；握了手又问别的，421。",
        *_refusing(listen, f"{shaken}\n{errors}", 421),
    ]
    if said.http_port:
        lines += _led_to_https(said, port, errors)
    return "\n".join(lines)


def _refusing(listen: str, more: str, status: int) -> list[str]:
    """A server that answers one status whatever is asked."""
    return [
        "server {",
        listen,
        "    server_name _;",
        more,
        "    location / {",
        f"        return {status};",
        "    }",
        "}",
    ]


def _led_to_https(said: argparse.Namespace, port: int, errors: str) -> list[str]:
    """The servers without encryption: they prove the name to the certificate's issuer."""
    public = said.public_port or port
    to = "$host" if public == 443 else f"$host:{public}"
    return [
        "# 没有加密的：只放证书的验证文件，其余转到 HTTPS。",
        "server {",
        _listen(said.address, said.http_port, "default_server"),
        "    server_name _;",
        "    return 444;",
        "}",
        "server {",
        _listen(said.address, said.http_port, ""),
        f"    server_name {' '.join(_listed(said.names))};",
        errors,
        "    location ^~ /.well-known/acme-challenge/ {",
        "        root /var/www/letsencrypt;",
        "    }",
        "    location / {",
        f"        return 301 https://{to}$request_uri;",
        "    }",
        "}",
    ]


def _real_address(cdn: str) -> str:
    """Whose word on the reader's address counts; without a CDN nobody's."""
    if not (networks := _listed(cdn)):
        return "# 前面没有 CDN：连过来的就是读者。有的话用 render.py --cdn 地址段,地址段。"
    trusted = [f"set_real_ip_from {network};" for network in networks]
    return "\n".join(
        ["# 这些地址是 CDN，读者是谁听它的。", *trusted, "real_ip_header X-Forwarded-For;"]
    )


def render(said: argparse.Namespace) -> list[Path]:
    """Write the files and the folders nginx writes to; return the files."""
    marks = values(said)
    said.out.mkdir(parents=True, exist_ok=True)
    said.state.mkdir(parents=True, exist_ok=True)
    written = []
    for template in sorted(HERE.glob("*.conf")):
        if template.name == "tls.conf" and not said.certificate:
            continue
        text = _MARK.sub(lambda mark: marks[mark[1]], template.read_text(encoding="utf-8"))
        path = said.out / template.name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    said = arguments()
    for path in render(said):
        print(path)
    print(f"\n试一下：nginx -t -c {said.out.absolute() / 'nginx.conf'}", file=sys.stderr)
