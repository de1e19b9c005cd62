"""Addresses of a person: registering, the own training, offers, calendar."""

from django.urls import path

from enrollment.views import (
    calendar,
    excuses,
    interest,
    materials,
    my,
    my_check_in,
    my_record,
    my_results,
    offers,
    public,
)

urlpatterns = [
    path("classes/<class_code:code>/register/", public.register, name="register"),
    path("classes/<class_code:code>/materials/", materials.class_materials, name="class_materials"),
    path(
        "classes/<class_code:code>/materials/<uuid:public_id>/",
        materials.class_material,
        name="class_material",
    ),
    path("courses/<slug:slug>/interest/", interest.course_interest, name="course_interest"),
    path("offer/<uuid:key>/", offers.offer, name="offer"),
    path("my/training/", my.my_training, name="my_training"),
    path("my/training/<uuid:public_id>/withdraw/", my.my_withdraw, name="my_withdraw"),
    path("my/training/<uuid:public_id>/excuses/", excuses.my_excuses, name="my_excuses"),
    path("my/excuses/<uuid:public_id>/", excuses.my_excuse, name="my_excuse"),
    path("my/excuses/<uuid:public_id>/proof/", excuses.my_excuse_proof, name="my_excuse_proof"),
    path("my/training/<uuid:public_id>/", my_results.my_result, name="my_result"),
    path("my/training/<uuid:public_id>/feedback/", my_results.my_feedback, name="my_feedback"),
    path("my/profile/", my.my_profile, name="my_profile"),
    path("my/record/", my_record.my_record, name="my_record"),
    path("my/check-in/", my_check_in.my_check_in, name="my_check_in"),
    path("my/calendar/", calendar.my_calendar, name="my_calendar"),
    path("my/calendar/<uuid:key>.ics", calendar.calendar_feed, name="calendar_feed"),
]
