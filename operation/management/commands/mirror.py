"""``manage.py mirror DIR``: keep the whole public site as files; ``--check`` compares them."""

import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone
from django.utils.module_loading import import_string

from caching import revision
from operation.mirror import Files, Mirror, MirrorError, Site
from operation.models import OperationRun
from operation.noting import note
from pages.embedding import address_of as frame_of
from regions.models import Region
from text.progress import counted

#: Pages that no sitemap lists, because nobody would look for them.
UNLISTED = ["/search/", "/report/thanks/", "/regions/places.json", "/robots.txt"]
#: Differences that are listed one by one.
LISTED = 20


class Command(BaseCommand):
    help = "把全部公开的页面、网站地图、样式和脚本存成文件，给网站全倒了的那一天用"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="镜像的文件夹；第一次要是空的")
        parser.add_argument(
            "--check", action="store_true", help="不写，只比镜像和网站现在给的一样不一样"
        )
        parser.add_argument("--shrink", action="store_true", help="网址少了一半以上也照写")

    def handle(self, *, folder, check, shrink, **options):
        started = timezone.now()
        site = Site(
            import_string(settings.WSGI_APPLICATION),
            settings.SITE_URL,
            settings.SECURE_PROXY_SSL_HEADER,
        )
        try:
            self.version = _version()
            mirror = Mirror(folder)
            addresses = _addresses(site)
            work = self._check if check else self._write
            if not check and not shrink:
                mirror.refuse_to_shrink(addresses)
            ok, summary, figures = work(mirror, site, addresses, started)
        except MirrorError as error:
            ok, summary, figures = False, str(error), {}
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(f"资料库连不上或者用不了，镜像没有动（{error}）") from error
        if not settings.READERS_ONLY and ok is not None:  # there the database takes no notes
            note(
                OperationRun.Kind.MIRROR_CHECK if check else OperationRun.Kind.MIRROR,
                started,
                timezone.now(),
                ok=ok,
                summary=summary,
                figures=figures,
                faults=self.stderr,
            )
        if ok is False:
            raise CommandError(summary)
        self.stdout.write(summary)

    def _files(self, mirror: Mirror, site: Site, addresses: list[str]) -> Files:
        """Yield what belongs there: what pages ask for first, so that none misses its style."""
        yield from mirror.assets(Path(settings.STATIC_ROOT))
        shown = counted(addresses, self.stderr, "镜像", len(addresses))
        yield from mirror.pages(site, shown)

    def _write(self, mirror, site, addresses, started):
        figures = mirror.write(
            self._files(mirror, site, addresses), addresses, self.version, started
        )
        seconds = (timezone.now() - started).total_seconds()
        figures |= {"addresses": len(addresses), "seconds": round(seconds, 1)}
        summary = (
            f"镜像好了：{len(addresses)} 个网址，{figures['files']} 个文件，"
            f"{figures['bytes'] / 1e6:.1f} MB；写了 {figures['written']} 个，"
            f"删了 {figures['removed']} 个，用了 {seconds:.0f} 秒。"
        )
        if mirror.failed:
            which = "、".join(mirror.failed[:LISTED])
            summary += f"有 {len(mirror.failed)} 个网址没有答上，旧的还在：{which}。"
        return not mirror.failed, summary, figures

    def _check(self, mirror, site, addresses, started):
        """Compare; what comes of it is None where the content is no longer the mirror's."""
        found = list(mirror.differences(self._files(mirror, site, addresses)))
        figures = {"differences": len(found), "failed": len(mirror.failed)}
        if mirror.failed:
            return False, f"有 {len(mirror.failed)} 个网址没有答上，没法比。", figures
        if not mirror.manifest.get("version") == self.version == _version():
            return None, "做了镜像以后资料改过，这次不能比；下次镜像跟上了再比。", figures
        for line in found[:LISTED]:
            self.stderr.write(line)
        if found:
            return False, f"镜像和网站现在给的有 {len(found)} 个文件不一样。", figures
        made = timezone.localtime(datetime.datetime.fromisoformat(mirror.manifest["made_at"]))
        return True, f"镜像和网站现在给的一样，是 {made:%Y-%m-%d %H:%M} 做的。", figures


def _version() -> str:
    """Return what pages depend on: the content and, for what came into force, the day."""
    return f"{revision.current()} {timezone.localdate()}"


def _addresses(site: Site) -> list[str]:
    """Return every public address without parameters, each once.

    A place's sheet and picture are its readers' own: nobody may keep them, so they have no files.
    Its frame on other sites has: they would show a hole.
    """
    places = Region.objects.pages().with_lineage()
    pages = [address for place in places for address in (place.get_absolute_url(), frame_of(place))]
    icons = [f"/{path.name}" for path in sorted(settings.WHITENOISE_ROOT.iterdir())]
    return list(dict.fromkeys([*UNLISTED, *icons, *site.listed(), frame_of(None), *pages]))
