"""The office of booking, in a commune, under gestion/."""

from django.urls import path

from booking.office import (
    absences,
    calendar,
    calendar_paste,
    certificates,
    classes,
    commissions,
    custody,
    day_closing,
    day_sheet,
    deadline_exceptions,
    deadlines,
    departures,
    for_family,
    openings,
    registrations,
    requests,
    service,
    setup,
    tariffs,
    today,
    units,
    waiting,
)

app_name = "booking_office"
urlpatterns = [
    path("", today.page, name="today"),
    # gestion/demandes/
    path("demandes/", requests.index, name="requests"),
    path("demandes/export.xlsx", requests.export, name="requests_export"),
    path("demandes/repondre/", requests.answer, name="requests_answer"),
    path("demandes/refuser/", requests.refuse, name="requests_refuse"),
    # gestion/absences/
    path("absences/", certificates.index, name="certificates"),
    path("absences/<uuid:child_id>/", certificates.see, name="certificate"),
    # gestion/pointage/
    path("pointage/", day_sheet.index, name="day_sheets"),
    path("pointage/<uuid:service_id>/", day_sheet.page, name="day_sheet"),
    path("pointage/<uuid:service_id>/noter/", day_sheet.point, name="day_point"),
    path("pointage/<uuid:service_id>/ajouter/", day_sheet.add, name="day_add"),
    path("pointage/<uuid:service_id>/departs/", departures.page, name="day_departures"),
    path("pointage/<uuid:service_id>/imprimer/", day_sheet.roster, name="day_roster"),
    path("pointage/<uuid:service_id>/export.xlsx", day_sheet.export, name="day_export"),
    path("pointage/<uuid:service_id>/cloturer/", day_closing.close, name="day_close"),
    path("pointage/<uuid:service_id>/rouvrir/", day_closing.reopen, name="day_reopen"),
    # gestion/reserver/
    path("reserver/", for_family.find, name="family_find"),
    path("reserver/<uuid:child_id>/", for_family.month, name="family_child"),
    path("reserver/<uuid:child_id>/valider/", for_family.confirm, name="family_confirm"),
    # gestion/reglages/
    path("reglages/", setup.index, name="setup"),
    path("reglages/services/nouveau/", service.new, name="service_new"),
    path("reglages/services/<uuid:service_id>/", setup.service, name="service"),
    path("reglages/services/<uuid:service_id>/modifier/", service.edit, name="service_edit"),
    path(
        "reglages/services/<uuid:service_id>/prestation/",
        service.activity_new,
        name="activity_new",
    ),
    path("reglages/prestations/<uuid:activity_id>/", service.activity_edit, name="activity_edit"),
    path("reglages/services/<uuid:service_id>/groupe/", service.group_new, name="group_new"),
    path("reglages/groupes/<uuid:group_id>/", service.group_edit, name="group_edit"),
    path("reglages/services/<uuid:service_id>/absences/", absences.policy, name="absence_policy"),
    path(
        "reglages/services/<uuid:service_id>/absences/grille/",
        absences.table,
        name="absence_table",
    ),
    # gestion/reglages/calendrier/
    path("reglages/calendrier/", calendar.index, name="calendar"),
    path("reglages/calendrier/remplir/", calendar.fill, name="calendar_fill"),
    path("reglages/calendrier/coller/", calendar_paste.paste, name="calendar_paste"),
    path("reglages/calendrier/ajouter/", calendar.add, name="calendar_add"),
    path("reglages/calendrier/<uuid:entry_id>/retirer/", calendar.remove, name="calendar_remove"),
    # gestion/reglages/services/<service>/ouvertures/
    path("reglages/services/<uuid:service_id>/ouvertures/", openings.index, name="openings"),
    path(
        "reglages/services/<uuid:service_id>/ouvertures/ouvrir/",
        openings.year,
        name="openings_year",
    ),
    path(
        "reglages/services/<uuid:service_id>/ouvertures/changer/",
        openings.change,
        name="openings_change",
    ),
    path(
        "reglages/services/<uuid:service_id>/ouvertures/fermer/",
        openings.close,
        name="openings_close",
    ),
    # gestion/reglages/services/<service>/delais/
    path("reglages/services/<uuid:service_id>/delais/", deadlines.index, name="deadlines"),
    path("reglages/services/<uuid:service_id>/delais/nouveau/", deadlines.new, name="deadline_new"),
    path(
        "reglages/services/<uuid:service_id>/delais/exception/",
        deadline_exceptions.new,
        name="deadline_exception_new",
    ),
    path("reglages/delais/<uuid:rule_id>/", deadlines.edit, name="deadline"),
    path("reglages/delais/<uuid:rule_id>/retirer/", deadlines.remove, name="deadline_remove"),
    path(
        "reglages/delais/<uuid:exception_id>/exception/",
        deadline_exceptions.edit,
        name="deadline_exception",
    ),
    path(
        "reglages/delais/<uuid:exception_id>/exception/retirer/",
        deadline_exceptions.remove,
        name="deadline_exception_remove",
    ),
    # gestion/reglages/services/<service>/places/
    path("reglages/services/<uuid:service_id>/places/", units.index, name="units"),
    path(
        "reglages/services/<uuid:service_id>/places/ouverture/",
        units.window_new,
        name="window_new",
    ),
    path("reglages/services/<uuid:service_id>/places/plafond/", units.limit_new, name="limit_new"),
    path("reglages/services/<uuid:service_id>/places/lien/", units.link_new, name="link_new"),
    path("reglages/services/<uuid:service_id>/places/creneaux/", units.slots_new, name="slots_new"),
    path("reglages/plafonds/<uuid:limit_id>/", units.limit_edit, name="limit"),
    path("reglages/plafonds/<uuid:limit_id>/retirer/", units.limit_remove, name="limit_remove"),
    path("reglages/ouvertures/<uuid:window_id>/", units.window_edit, name="window"),
    path(
        "reglages/ouvertures/<uuid:window_id>/retirer/", units.window_remove, name="window_remove"
    ),
    path("reglages/liens/<uuid:link_id>/retirer/", units.link_remove, name="link_remove"),
    # gestion/reglages/services/<service>/commissions/
    path(
        "reglages/services/<uuid:service_id>/commissions/",
        commissions.index,
        name="commissions",
    ),
    path(
        "reglages/services/<uuid:service_id>/commissions/nouvelle/",
        commissions.new,
        name="commission_new",
    ),
    path("commissions/<uuid:commission_id>/", commissions.page, name="commission"),
    path("commissions/<uuid:commission_id>/modifier/", commissions.edit, name="commission_edit"),
    path("commissions/<uuid:commission_id>/attribuer/", commissions.draw, name="commission_draw"),
    path("commissions/<uuid:commission_id>/annuler/", commissions.cancel, name="commission_cancel"),
    path(
        "commissions/<uuid:commission_id>/proces-verbal.json",
        commissions.record,
        name="commission_record",
    ),
    path(
        "commissions/<uuid:commission_id>/export.xlsx",
        commissions.export,
        name="commission_export",
    ),
    # gestion/reglages/services/<service>/tarifs/
    path("reglages/services/<uuid:service_id>/tarifs/", tariffs.index, name="tariffs"),
    path("reglages/prestations/<uuid:activity_id>/tarif/", tariffs.new, name="tariff_new"),
    # gestion/reglages/services/<service>/inscriptions/
    path(
        "reglages/services/<uuid:service_id>/inscriptions/",
        registrations.index,
        name="registrations",
    ),
    path(
        "reglages/services/<uuid:service_id>/inscriptions/ajouter/",
        registrations.add,
        name="registrations_add",
    ),
    path("reglages/services/<uuid:service_id>/inscriptions/classes/", classes.page, name="classes"),
    path("inscriptions/<uuid:registration_id>/", registrations.end, name="registration_end"),
    # gestion/enfants/<child>/garde/, gestion/garde/
    path("enfants/<uuid:child_id>/garde/", custody.page, name="custody"),
    path("enfants/<uuid:child_id>/garde/exception/", custody.exception, name="custody_exception"),
    path("garde/<uuid:plan_id>/terminer/", custody.end, name="custody_end"),
    path("garde/<uuid:plan_id>/retirer/", custody.withdraw, name="custody_withdraw"),
    path(
        "inscriptions/enfant/<uuid:child_id>/",
        registrations.for_child,
        name="registrations_child",
    ),
    # gestion/attente/
    path("attente/", waiting.index, name="waiting"),
    path("attente/jour/<uuid:opening_id>/", waiting.offer, name="waiting_offer"),
    path("attente/<uuid:reservation_id>/", waiting.promote, name="waiting_promote"),
    path("reglages/services/<uuid:service_id>/attente/", waiting.settings, name="waiting_settings"),
]
