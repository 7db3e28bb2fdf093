"""The office of family, in a commune, under gestion/."""

from django.urls import path

from family.office import children, codes, families, family_file, people, schools, search

app_name = "family_office"
urlpatterns = [
    path("recherche/", search.page, name="search"),
    # gestion/familles/
    path("familles/", families.index, name="families"),
    path("familles/export.xlsx", families.export, name="families_export"),
    path("familles/nouveau/", families.new, name="family_new"),
    path("familles/<uuid:family_id>/", family_file.page, name="family"),
    path("familles/<uuid:family_id>/modifier/", families.edit, name="family_edit"),
    path("familles/<uuid:family_id>/clore/", families.close, name="family_close"),
    path("familles/<uuid:family_id>/rouvrir/", families.reopen, name="family_reopen"),
    path("familles/<uuid:family_id>/responsable/", people.new, name="guardian_new"),
    path("familles/<uuid:family_id>/enfant/", children.new, name="child_new"),
    # gestion/responsables/, gestion/quotients/
    path("responsables/<uuid:guardian_id>/", people.edit, name="guardian_edit"),
    path("responsables/<uuid:guardian_id>/redevable/", people.pay, name="guardian_pay"),
    path("responsables/<uuid:guardian_id>/retirer/", people.remove, name="guardian_remove"),
    path("responsables/<uuid:guardian_id>/quotient/", people.quotient, name="quotient_new"),
    path("responsables/<uuid:guardian_id>/code/", codes.issue, name="code_issue"),
    path("quotients/<uuid:quotient_id>/retirer/", people.withdraw, name="quotient_withdraw"),
    # gestion/enfants/
    path("enfants/<uuid:child_id>/", children.edit, name="child"),
    path("enfants/<uuid:child_id>/classe/", children.enrol, name="child_enrol"),
    path("enfants/<uuid:child_id>/responsable/", children.tie, name="child_tie"),
    path("enfants/liens/<uuid:tie_id>/", children.rights, name="child_rights"),
    # gestion/codes/
    path("codes/", codes.index, name="codes"),
    path("codes/envoyer/", codes.send, name="codes_send"),
    path("codes/lettres/", codes.printed, name="codes_printed"),
    path("codes/lettres.pdf", codes.letters_pdf, name="codes_letters"),
    path("codes/<uuid:code_id>/lettre.pdf", codes.letter, name="code_letter"),
    path("codes/<uuid:code_id>/renvoyer/", codes.resend, name="code_resend"),
    path("codes/<uuid:code_id>/annuler/", codes.revoke, name="code_revoke"),
    # gestion/ecoles/
    path("ecoles/", schools.index, name="schools"),
    path("ecoles/<uuid:school_id>/", schools.edit, name="school"),
    path("ecoles/<uuid:school_id>/supprimer/", schools.remove, name="school_remove"),
]
