import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe.settings")
application = get_wsgi_application()
# Every view is imported before the first visitor comes. What is imported stays, so the collector need not walk it
# again and again: that would cost somebody a tenth of a second each time.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
