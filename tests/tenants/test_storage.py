"""Files stand in the commune's folder and have no address."""

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from tenants.context import NoCommune, commune_scope
from tenants.storage import CommuneStorage


@pytest.fixture
def storage(tmp_path):
    """A storage on a folder of its own."""
    return CommuneStorage(location=tmp_path)


def test_same_name_in_two_communes_is_two_files(communes, storage, tmp_path):
    for commune in (communes.jolieville, communes.montclair):
        with commune_scope(commune):
            storage.save("factures/1.pdf", ContentFile(commune.slug.encode()))

    assert (tmp_path / "c_jolieville/factures/1.pdf").read_bytes() == b"jolieville"
    with commune_scope(communes.montclair), storage.open("factures/1.pdf") as file:
        assert file.read() == b"montclair"


def test_file_needs_a_commune_and_stays_in_it(communes, storage):
    with pytest.raises(NoCommune):
        storage.path("1.pdf")
    with commune_scope(communes.jolieville):
        with pytest.raises(SuspiciousFileOperation):
            storage.path("../c_montclair/1.pdf")
        with pytest.raises(NotImplementedError):
            storage.url("1.pdf")
