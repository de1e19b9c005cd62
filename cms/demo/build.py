"""All of the demo in its order; what an earlier load has made is left as it is."""

from collections.abc import Callable

from django.utils import timezone

from cms.demo.accounts import SignIn, load_accounts, load_places
from cms.demo.closing import close_2010
from cms.demo.costs import load_costs
from cms.demo.current_year import load_current_year
from cms.demo.front_page import load_front_page
from cms.demo.library import load_library, load_materials
from cms.demo.news import People, load_news
from cms.demo.planning import load_plans
from cms.demo.reference import load_house
from cms.demo.samples import load_samples
from cms.demo.schedule import load_schedule
from cms.demo.year2010 import load_2010
from cms.site_setup import read_pack, set_up

PACK = "vn"


def build_demo(say: Callable[[str], None]) -> list[SignIn]:
    """Each class and each article is there as a whole or not at all, so a killed load goes on."""
    now = timezone.now()
    set_up(read_pack(PACK))
    sign_ins, users = load_accounts()
    say("Accounts and pages are there.")
    house = load_house(by=users["organizer"])
    load_2010(house, by=users["organizer"], say=say)
    load_places(users)
    load_current_year(house, users, now=now, say=say)
    load_schedule(by=users["organizer"], now=now)
    load_plans(house, by=users["organizer"], today=timezone.localdate(now))
    load_costs(by=users["organizer"], today=timezone.localdate(now), say=say)
    # After all that is counted in it, before the articles that cite it.
    close_2010(by=users["administrator"])
    people = People(writer=users["editor"], approver=users["approver"])
    load_news(people=people, today=timezone.localdate(now))
    load_samples(people=people, today=timezone.localdate(now))
    load_library(by=users["editor"], today=timezone.localdate(now))
    load_materials(by=users["organizer"])
    load_front_page(today=timezone.localdate(now))
    say("The demo is loaded.")
    return sign_ins
