"""Every address of the site. The public ones are stable (docs/architecture.md)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from config import health
from messaging.admin_setup import setup_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gallery.urls")),
    path("", include("messaging.urls")),
    path("booth/", include("booth.urls")),
    path("accounts/", include("django.contrib.auth.urls")),
    path("api/v1/", include("booth.api.urls")),
    path("api/v1/", include("gallery.api.urls")),
    path("api/v1/", include("messaging.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("webhooks/vonage/", include("messaging.webhooks.urls")),
    path("admin/messaging/setup/", admin.site.admin_view(setup_page), name="messaging-setup"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]

handler404 = "gallery.views.pages.not_found"
