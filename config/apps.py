from django.contrib.admin.apps import AdminConfig


class OurAdminConfig(AdminConfig):
    default_site = "deliberation.admin_site.OurAdminSite"
