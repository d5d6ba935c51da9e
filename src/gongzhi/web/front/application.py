"""What the server loads: Django behind the porter."""

import os

from django.core.wsgi import get_wsgi_application

from gongzhi.web.front.measures import chosen
from gongzhi.web.front.porter import Porter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.web.settings")
application = Porter(get_wsgi_application(), chosen())
