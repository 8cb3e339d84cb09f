"""A folder that looks to scikit-learn as if it had downloaded a data set from openml.org."""

import gzip
import hashlib
import json

import numpy as np

ID = 40996


def write(folder, examples=60, pixels=784, seed=0):
    """Fashion-MNIST in small: random pictures with labels '0' … '9', in OpenML's own files. Returns them."""
    rng = np.random.default_rng(seed)
    X, y = rng.integers(0, 256, (examples, pixels)), np.arange(examples) % 10
    names = [f"pixel{i + 1}" for i in range(pixels)]
    lines = ["@RELATION Fashion-MNIST", *(f"@ATTRIBUTE {name} integer" for name in names)]
    lines += ["@ATTRIBUTE class {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}", "@DATA"]
    lines += [",".join(map(str, [*row, label])) for row, label in zip(X, y, strict=True)]
    arff = "\n".join(lines).encode()
    told = {
        "id": str(ID), "description": "Pictures of clothes.",
        "name": "Fashion-MNIST", "version": "1", "format": "ARFF", "status": "active",
        "file_id": "1", "default_target_attribute": "class", "md5_checksum": hashlib.md5(arff).hexdigest(),
        "url": "https://openml.org/data/v1/download/1/Fashion-MNIST.arff",
    }  # fmt: skip
    features = [
        {
            "index": str(i), "name": name, "is_target": str(name == "class").lower(), "is_ignore": "false",
            "is_row_identifier": "false", "data_type": "nominal" if name == "class" else "numeric",
            "number_of_missing_values": "0",
        }
        for i, name in enumerate([*names, "class"])
    ]  # fmt: skip
    listed = {"did": ID, "name": "Fashion-MNIST", "version": 1, "status": "active", "format": "ARFF"}
    answers = {
        "api/v1/json/data/list/data_name/fashion-mnist/limit/2/data_version/1": {
            "data": {"dataset": [listed]}
        },
        f"api/v1/json/data/{ID}": {"data_set_description": told},
        f"api/v1/json/data/features/{ID}": {"data_features": {"feature": features}},
        f"api/v1/json/data/qualities/{ID}": {"data_qualities": {"quality": []}},
    }
    root = folder / "openml" / "openml.org"
    for path, answer in answers.items():
        _write(root / f"{path}.gz", json.dumps(answer).encode())
    _write(root / "data" / "v1" / "download" / "1" / "Fashion-MNIST.arff.gz", arff)
    return X, y


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content))
