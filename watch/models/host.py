"""What a website says about programs that come to read: its robots.txt, kept for a day."""

from django.db import models


class HostRules(models.Model):
    """The robots.txt of a host as it was last answered; written by ``manage.py watch`` only.

    ``closed`` says that nobody is to enter for now: the website could not say what it allows.
    """

    host = models.CharField("网站", max_length=255, unique=True)
    text = models.TextField("robots.txt", blank=True)
    closed = models.BooleanField("今天不进", default=False)
    fetched_at = models.DateTimeField("什么时候问的")

    class Meta:
        verbose_name = "网站的 robots.txt"
        verbose_name_plural = "网站的 robots.txt"
        ordering = ["host"]
        default_permissions = ("view",)

    def __str__(self):
        return self.host
