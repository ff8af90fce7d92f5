import io
import zipfile

import numpy as np
import skops.io
from sklearn.svm import LinearSVC

from classifiers.learning.steady_files import dump_steadily


def make():
    weights = np.arange(12.0)
    machine = LinearSVC(random_state=1).fit(np.eye(4), [0, 1, 2, 2])
    return {"machine": machine, "one": {"a": weights, "b": weights[::2].copy()}, "again": weights}


def test_values_made_anew_give_the_same_bytes_and_come_back():
    values = [make() for _ in range(3)]
    assert len({dump_steadily(value) for value in values}) == 1
    read = skops.io.loads(dump_steadily(values[0]), trusted=[])
    assert np.array_equal(read["machine"].coef_, values[0]["machine"].coef_)
    assert np.array_equal(read["one"]["b"], values[0]["one"]["b"])
    assert np.array_equal(read["again"], np.arange(12.0))


def test_another_value_gives_other_bytes():
    assert dump_steadily({"a": np.zeros(3)}) != dump_steadily({"a": np.ones(3)})


def test_no_time_and_no_place_in_memory_is_in_it():
    with zipfile.ZipFile(io.BytesIO(dump_steadily(make()))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(len(name) < 12 for name in archive.namelist())
