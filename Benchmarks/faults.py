#!/usr/bin/env python3
"""Kills, corrupts and fills up: what must never lose a run or pass off damage as sound.

  python3 Benchmarks/faults.py kills [--kills N] [--schemes A,B,…] [--seed S]
  python3 Benchmarks/faults.py models [--every BYTES] [--flips N] [--seed S]
  python3 Benchmarks/faults.py disks

kills:  trains under each scheme, and a pack of models, without a break, then again with SIGKILL at a random moment, goes on with
        what is left, as often as it takes to the end, and compares the results byte by byte. Half of the
        runs write over an earlier one, which must be whole at every moment.
models: hands the program model files and checkpoints that are cut at every byte, changed at random, or
        made up to lie, and looks for crashes, for memory beyond the file's, and for changed files that
        are taken for sound.
disks:  trains, exports and predicts onto a file system without room, a folder that cannot be written to,
        a limit on the size of files, and a pipe that nobody reads.

Each prints its counts and exits with 1 if one is not what it must be. Build first: swift build -c release.
"""

import argparse
import collections
import csv
import json
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, ".build", "release", "equipoise")


def table(path, rows=1500, seed=1):
    """Four labels, each missing in some rows, of a few noisy features."""
    draw = random.Random(seed)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["a", "b", "c", "d", "y_real", "y_flag", "y_sort", "y_count"])
        for _ in range(rows):
            a, b = draw.gauss(0, 1), draw.gauss(0, 1)
            c, d = draw.choice(["red", "green", "blue"]), draw.random()
            score = a - b + (c == "red") + draw.gauss(0, 0.5)
            labels = [
                f"{100 * score:.3f}", "yes" if score > 0 else "no",
                ["low", "mid", "high"][(score > -1) + (score > 1)], int(abs(score) * 3 + d * 2),
            ]
            out.writerow(
                [f"{a:.4f}", f"{b:.4f}", c, f"{d:.4f}"]
                + [label if draw.random() > 0.2 else "" for label in labels])


def run(*arguments, **options):
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, errors="replace", **options)


def read(path):
    with open(path, "rb") as file:
        return file.read()


# --- kills ------------------------------------------------------------------------------------------

COMMON = ["--label", "y_*", "--epochs", "4", "--hidden", "24,16", "--batch-size", "32", "--dropout",
          "0.1", "--quiet", "--threads", "2"]


PACK = "pack"


def pack_outcome(folder):
    """What a pack must end with whatever happened on its way: all but the seconds."""
    with open(os.path.join(folder, "pack.csv"), newline="") as file:
        table = [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]
    metrics = json.loads(read(os.path.join(folder, "metrics.json")))
    for part in [metrics, *metrics["members"]]:
        part.pop("seconds")
    return {
        "model.safetensors": read(os.path.join(folder, "model.safetensors")),
        "pack.csv": table,
        "metrics.json": metrics,
    }


def outcome(folder):
    """What a run must end with whatever happened on its way: all but the seconds."""
    if os.path.exists(os.path.join(folder, "pack.csv")):
        return pack_outcome(folder)
    with open(os.path.join(folder, "history.csv"), newline="") as file:
        history = [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]
    metrics = json.loads(read(os.path.join(folder, "metrics.json")))
    metrics.pop("seconds")
    gradients = os.path.join(folder, "gramian.csv")
    checkpoint = read(os.path.join(folder, "checkpoint", "final.safetensors"))
    header = 8 + struct.unpack("<Q", checkpoint[:8])[0]
    return {
        "model.safetensors": read(os.path.join(folder, "model.safetensors")),
        "history.csv": history,
        "metrics.json": metrics,
        "gramian.csv": read(gradients) if os.path.exists(gradients) else None,
        "the last checkpoint's tensors": checkpoint[header:],
    }


def catalogue():
    schemes = json.loads(run("schemes", "--json").stdout)
    names = [scheme["name"] for scheme in schemes]
    special = {"fixed": "fixed:y_real=1e-4,y_flag=1,y_sort=1,y_count=1", "power": "power:0.5",
               "initial": "initial:3"}
    return [special.get(name, name) for name in names]


def train(scheme, data, folder, *more):
    what = ["--pack", "5"] if scheme == PACK else ["--balance", scheme]
    arguments = ["train", data, *COMMON, *what, "-o", folder, "--checkpoint-every", "100rows", *more]
    if scheme in PRIMARY:
        arguments += ["--primary", "y_sort"]
    return arguments


PRIMARY = {"pcgrad-primary", "gradcos", "orthogonal-aux", "primary-halfspace", "aux-norm-match"}


def kills(options):
    draw = random.Random(options.seed)
    counts = collections.Counter()
    schemes = options.schemes.split(",") if options.schemes else [PACK, *catalogue()]
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        table("data.csv")
        table("other.csv", seed=2)
        assert run("train", "other.csv", *COMMON, "-o", "earlier").returncode == 0
        earlier = read("earlier/model.safetensors")
        rounds = 0
        while counts["kills"] < options.kills:
            rounds += 1
            for scheme in schemes:
                shutil.rmtree("reference", ignore_errors=True)
                began = time.monotonic()
                reference = run(*train(scheme, "data.csv", "reference"))
                seconds = time.monotonic() - began
                if reference.returncode != 0:
                    print(f"{scheme}: {reference.stderr}")
                    counts["runs that failed by themselves"] += 1
                    continue
                killed_run(scheme, seconds, draw, counts, outcome("reference"), earlier)
                if counts["kills"] >= options.kills and rounds > 1:
                    break
        counts["schemes"] = len(schemes)
    report(counts, ["runs lost", "byte differences", "earlier runs harmed",
                    "runs that failed by themselves"])


def is_under_way():
    return any(os.path.exists(f"run/checkpoint/{name}")
               for name in ["running.safetensors", "running-models/request.json"])


def killed_run(scheme, seconds, draw, counts, expected, earlier):
    """Trains to the end through kills, and counts."""
    shutil.rmtree("run", ignore_errors=True)
    overwrites = draw.random() < 0.5
    if overwrites:
        shutil.copytree("earlier", "run")
    counts["runs"] += 1
    # Most moments are in the middle; a few are before and after all that is to be done.
    for kill in range(draw.randint(1, 4) + 1):
        if is_under_way():
            arguments = ["train", "--resume", "run", "--checkpoint-every", "100rows", "--quiet"]
            counts["resumed"] += 1
        else:
            arguments = train(scheme, "data.csv", "run", *(["--overwrite"] if overwrites else []))
            counts["begun"] += 1
        process = subprocess.Popen(
            [PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(draw.uniform(0, 1.1 * seconds))
        process.send_signal(signal.SIGKILL)
        errors = process.communicate()[1]
        if process.returncode == 0:
            counts["ended before the kill"] += 1
            break
        if process.returncode != -signal.SIGKILL:
            print(f"{scheme}: {' '.join(arguments)}: {errors}")
            counts["runs lost"] += 1
            return
        counts["kills"] += 1
        if os.path.exists("run/model.safetensors"):
            now = read("run/model.safetensors")
            if now == expected["model.safetensors"]:
                counts["killed after the end"] += 1
                break
            if not (overwrites and now == earlier):
                counts["earlier runs harmed"] += 1
        elif overwrites:
            counts["earlier runs harmed"] += 1
    else:
        last = run(*(["train", "--resume", "run", "--quiet"] if is_under_way() else train(
            scheme, "data.csv", "run", *(["--overwrite"] if overwrites else []))))
        if last.returncode != 0:
            print(f"{scheme}: {last.stderr}")
            counts["runs lost"] += 1
            return
    found = outcome("run")
    for name, value in expected.items():
        if found[name] != value:
            print(f"{scheme}: {name} differs")
            counts["byte differences"] += 1
    shutil.rmtree("run.partial", ignore_errors=True)


# --- models -----------------------------------------------------------------------------------------


class File:
    """A safetensors file taken apart, to be altered and put together again, sealed anew or not."""

    def __init__(self, data):
        length = struct.unpack("<Q", data[:8])[0]
        self.header = json.loads(data[8:8 + length])
        self.body = data[8 + length:]

    def encoded(self):
        text = json.dumps(self.header, ensure_ascii=False).encode()
        return struct.pack("<Q", len(text)) + text + self.body

    def sealed(self):
        """With the fingerprint of what it now holds: damage that only someone can have made."""
        import xxhash
        metadata = self.header["__metadata__"]
        kind = next(key for key in metadata if key != "equipoise_fingerprint")
        state = xxhash.xxh3_128()

        def add(value):
            state.update(struct.pack("<Q", len(value)) + value)

        add(kind.encode())
        add(metadata[kind].encode())
        order = {"F32": 0, "I32": 1, "U8": 2}
        entries = [(k, v) for k, v in self.header.items() if k != "__metadata__"]
        for name, entry in sorted(entries, key=lambda e: (order.get(e[1]["dtype"], 9), e[0].encode())):
            begin, end = entry["data_offsets"]
            for value in [name, entry["dtype"], "[" + ", ".join(map(str, entry["shape"])) + "]"]:
                add(value.encode())
            add(self.body[begin:end])
        metadata["equipoise_fingerprint"] = state.hexdigest()
        return self.encoded()


def crafted(sound):
    """Files that lie, each with what it lies about."""
    length = struct.unpack("<Q", sound[:8])[0]

    def with_header(text, body=b"\0" * 16):
        text = text if isinstance(text, bytes) else text.encode()
        return struct.pack("<Q", len(text)) + text + body

    for claimed in [0, 1, length - 1, length + 1, len(sound), 100_000_000, 100_000_001, 2**31, 2**32,
                    2**63 - 1, 2**63, 2**64 - 1]:
        yield f"a header of {claimed} bytes", struct.pack("<Q", claimed) + sound[8:]
    tensor = '"t":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}'
    headers = {
        "nothing": "", "no object": "[]", "open braces": "{" * 100_000, "open brackets": '{"t":' + "[" * 100_000,
        "no UTF-8": b'{"\xff\xfe":{}}', "a cut character": b'{"\xe2\x82":{}}',
        "a lone surrogate": '{"\\ud800":{}}', "a key twice": "{" + tensor + "," + tensor + "}",
        "a field twice": tensor.replace('"shape"', '"dtype":"F32","shape"').join("{}"),
        "an unknown field": tensor.replace('"shape"', '"extra":1,"shape"').join("{}"),
        "no dtype": '{"t":{"shape":[4],"data_offsets":[0,16]}}',
        "no shape": '{"t":{"dtype":"F32","data_offsets":[0,16]}}',
        "no offsets": '{"t":{"dtype":"F32","shape":[4]}}',
        "another dtype": tensor.replace("F32", "F33").join("{}"),
        "a wider dtype": tensor.replace("F32", "F64").join("{}"),
        "a shape beyond counting": tensor.replace("[4]", "[4294967296,4294967296,4]").join("{}"),
        "a shape of the largest number": tensor.replace("[4]", "[9223372036854775807]").join("{}"),
        "a number beyond any": tensor.replace("[4]", "[99999999999999999999999]").join("{}"),
        "a negative shape": tensor.replace("[4]", "[-4]").join("{}"),
        "a fraction": tensor.replace("[4]", "[4.0]").join("{}"),
        "an exponent": tensor.replace("[4]", "[4e0]").join("{}"),
        "many dimensions": tensor.replace("[4]", "[" + "1," * 100_000 + "4]").join("{}"),
        "offsets turned round": tensor.replace("[0,16]", "[16,0]").join("{}"),
        "offsets beyond the end": tensor.replace("[0,16]", "[0,160]").join("{}"),
        "one offset": tensor.replace("[0,16]", "[0]").join("{}"),
        "a hole": tensor.replace("[4]", "[2]").replace("[0,16]", "[8,16]").join("{}"),
        "an overlap": '{"a":{"dtype":"U8","shape":[10],"data_offsets":[0,10]},'
                      '"b":{"dtype":"U8","shape":[10],"data_offsets":[6,16]}}',
        "bytes behind": tensor.replace("[4]", "[2]").replace("[0,16]", "[0,8]").join("{}"),
        "metadata of numbers": '{"__metadata__":{"equipoise":1},' + tensor + "}",
        "metadata in metadata": '{"__metadata__":{"equipoise":{}},' + tensor + "}",
        "metadata twice": '{"__metadata__":{},"__metadata__":{},' + tensor + "}",
        "no metadata": tensor.join("{}"),
        "a NUL": b'{"a\0b":{}}', "a comment": "{/**/}", "text behind": "{} x", "a line behind": "{}\n",
    }
    for name, text in headers.items():
        yield name, with_header(text)


def lies(sound):
    """Whole, sealed files whose descriptions lie."""
    import copy
    file = File(sound)
    text = file.header["__metadata__"]["equipoise"]
    model = json.loads(text)

    def described(change):
        altered = copy.deepcopy(file)
        description = copy.deepcopy(model)
        replacement = change(description)
        altered.header["__metadata__"]["equipoise"] = (
            replacement if isinstance(replacement, str) else json.dumps(description))
        return altered.sealed()

    def put(*path_and_value):
        *path, last, value = path_and_value

        def change(description):
            part = description
            for step in path:
                part = part[step]
            part[last] = value
        return change

    yield "no JSON", described(lambda d: "{")
    yield "nested JSON", described(lambda d: '{"version":3,"model":' + "[" * 200_000)
    yield "deep JSON", described(lambda d: "[" * 200_000 + "]" * 200_000)
    yield "another version", described(put("version", 99))
    yield "no model", described(put("model", {}))
    for widths in [[0], [-1], [2**62], [10**9, 10**9], [65536] * 64, list(range(1, 50_000)), ["4"], [1e300]]:
        yield f"hidden layers {str(widths)[:30]}", described(put("model", "configuration", "hidden", widths))
    for dropout in [1, -0.1, 1e308, "0"]:
        yield f"dropout {dropout}", described(put("model", "configuration", "dropout", dropout))
    yield "no feature", described(put("model", "schema", "features", []))
    yield "no task", described(put("model", "schema", "tasks", []))
    yield "no head", described(put("model", "heads", []))
    for scale in [0, -1, 1e400, "inf", None]:
        yield f"a scale of {scale}", described(put("model", "heads", 0, "scale", scale))
    moved = copy.deepcopy(file)
    names = [name for name in moved.header if name != "__metadata__"]
    moved.header["other"] = moved.header.pop(names[0])
    yield "another name", moved.sealed()
    turned = copy.deepcopy(file)
    matrix = next(n for n in names if len(turned.header[n]["shape"]) == 2)
    turned.header[matrix]["shape"].reverse()
    turned.header[matrix]["shape"].append(1)
    yield "another shape", turned.sealed()
    whole = copy.deepcopy(file)
    for name in names:
        whole.header[name]["dtype"] = "I32"
    yield "another type", whole.sealed()


def altered(value, draw):
    """A JSON value with one of its parts changed."""
    paths = []

    def walk(part, path):
        paths.append(path)
        for key in part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else []:
            walk(part[key], path + [key])

    walk(value, [])
    path = draw.choice(paths[1:])
    for step in path[:-1]:
        value = value[step]
    options = [None, 0, -1, 1, 2**63 - 1, -2**63, 2**53, 1e308, -1e308, 0.5, "", "x", "inf", "nan", [], {},
               True, [1] * 7, [[]], "0-0-0-0", "f" * 32]
    old = value[path[-1]]
    if isinstance(old, list) and old and draw.random() < 0.3:
        options = [old[:-1], old + old[:1], old * 3]
    value[path[-1]] = draw.choice(options)
    if isinstance(value, dict) and draw.random() < 0.1:
        del value[path[-1]]


class Meter:
    """Runs the program and measures its memory. What the system counts for a process includes what the
    one held that started it, so a small one of its own starts them."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "meter"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def __call__(self, *arguments):
        """The exit code, what the program says, and the most memory it took, in bytes."""
        print(json.dumps(arguments), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def meter(options):
    for line in sys.stdin:
        process = subprocess.Popen(
            [PROGRAM, *json.loads(line)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL)
        errors = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        print(json.dumps([process.returncode, errors, 1024 * usage.ru_maxrss]), flush=True)


def models(options):
    draw = random.Random(options.seed)
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        measured = Meter()
        table("data.csv", rows=120)
        small = ["--label", "y_real", "--label", "y_sort", "--hidden", "2", "--epochs", "2", "--quiet"]
        assert run("train", "data.csv", *small, "--features", "a,c", "-o", "run").returncode == 0
        model = read("run/model.safetensors")
        whole = "run/checkpoint/final.safetensors"
        checkpoint = read(whole)
        base = measured("inspect", "run/model.safetensors")[2]
        most = 0.0

        def check(data, what, *command, path="file", sealed=False):
            """A file that is not as it was written has to be refused; one that is sealed anew may do."""
            nonlocal most
            with open(path, "wb") as file:
                file.write(data)
            code, errors, memory = measured(*command)
            counts[f"{what}: files"] += 1
            # What a process takes whatever it reads is not the file's.
            if len(data) > 1_000_000:
                most = max(most, (memory - base) / len(data))
            elif memory > base + 40_000_000:
                print(f"{what}: {memory / 1e6:.0f} MB for {len(data)} bytes")
                counts["too much memory"] += 1
            if code == 0 and not sealed:
                print(f"{what}: taken for sound: {data[:80]!r}")
                counts["silent acceptances"] += 1
            elif code not in (0, 1, 64, 74) or (code != 0 and not errors.startswith("Error")):
                print(f"{what}: exit code {code}: {errors[:300]}")
                counts["crashes"] += 1
            return code

        inspect = ["inspect", "file"]
        for end in range(0, len(model), options.every):
            check(model[:end], "cut at every byte", *inspect)
        for _ in range(options.flips):
            place = draw.randrange(len(model))
            data = bytearray(model)
            data[place] ^= 1 << draw.randrange(8)
            check(bytes(data), "one bit changed", *inspect)
            data = bytearray(model)
            for _ in range(draw.randint(1, 20)):
                data[draw.randrange(len(data))] = draw.randrange(256)
            if bytes(data) != model:
                check(bytes(data), "bytes changed", *inspect)
            cut = sorted(draw.sample(range(len(model) + 1), 3))
            data = model[:cut[0]] + model[cut[1]:cut[2]] + model[cut[0]:]
            if data != model:
                check(data, "parts moved", *inspect)
        for name, data in crafted(model):
            check(data, "crafted headers", *inspect)
        for name, data in lies(model):
            if check(data, "sealed lies", *inspect, sealed=True) == 0:
                print(f"sealed lies: {name}: taken for sound")
                counts["silent acceptances"] += 1
        for _ in range(options.flips):
            file = File(model)
            description = json.loads(file.header["__metadata__"]["equipoise"])
            altered(description, draw)
            file.header["__metadata__"]["equipoise"] = json.dumps(description)
            check(file.sealed(), "sealed changes", "predict", "file", "data.csv", "-o", "out.csv",
                  "--quiet", sealed=True)
        # Large files that are refused must not take much more than they are.
        for size in [10_000_000, 90_000_000]:
            for name, text in [
                ("empty names", '{"__metadata__":{' + ",".join(
                    f'"{i}":""' for i in range(size // 12)) + "}}"),
                ("a long name", '{"' + "a" * size + '":{}}'),
                ("escapes", '{"' + "\\u0041" * (size // 6) + '":{}}'),
                ("many tensors", "{" + ",".join(
                    f'"{i}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'
                    for i in range(size // 60)) + "}"),
            ]:
                data = struct.pack("<Q", len(text)) + text.encode()
                check(data, "large headers", *inspect)
        sparse = struct.pack("<Q", 2) + b"{}"
        with open("file", "wb") as file:
            file.write(sparse)
            file.truncate(1 << 42)
        code, errors, memory = measured(*inspect)
        counts["crashes"] += code != 74
        os.remove("file")

        resume = ["train", "--resume", "run", "--epochs", "3", "--quiet"]

        def resumed(data, what, sealed=False):
            if os.path.exists("run/checkpoint/running.safetensors"):
                os.remove("run/checkpoint/running.safetensors")
            check(data, what, *resume, path=whole, sealed=sealed)

        for _ in range(options.flips):
            data = bytearray(checkpoint)
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
            resumed(bytes(data), "checkpoints: one bit changed")
            resumed(checkpoint[:draw.randrange(len(checkpoint))], "checkpoints: cut")
            file = File(checkpoint)
            key = "equipoise_checkpoint"
            state = json.loads(file.header["__metadata__"][key])
            altered(state, draw)
            file.header["__metadata__"][key] = json.dumps(state)
            resumed(file.sealed(), "checkpoints: sealed changes", sealed=True)
        print(f"{most:8.1f} bytes of memory a byte of a large file, at the most")
    counts["files"] = sum(count for name, count in counts.items() if name.endswith("files"))
    report(counts, ["crashes", "silent acceptances", "too much memory"])


# --- disks ------------------------------------------------------------------------------------------


def disks(options):
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        table("data.csv")
        small = ["--label", "y_*", "--hidden", "64,64", "--epochs", "3", "--quiet"]
        for folder in ["full", "locked", "limited", "piped"]:
            os.mkdir(folder)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", "full"], capture_output=True)
        try:
            with_room = mounted.returncode == 0
            print("a tmpfs of 600 KB" if with_room else "no mount is permitted: limits on sizes only")

            def harmless(what, folder, expect, *commands, **limits):
                """Each command has to fail with that code and a plain error, and to leave all as it was."""
                for command in commands:
                    before = snapshot(folder)
                    result = run(*command, **limits)
                    counts[f"{what}: commands"] += 1
                    if result.returncode != expect or not result.stderr.startswith("Error: "):
                        print(f"{what}: {command}: {result.returncode}: {result.stderr[:300]}")
                        counts["unplain failures"] += 1
                    if snapshot(folder) != before:
                        print(f"{what}: {command}: {sorted(snapshot(folder).keys() ^ before.keys())}")
                        counts["earlier files harmed"] += 1

            def commands(folder, model):
                more = ["--hidden", "256,256"]
                return [
                    ["train", "data.csv", *small, *more, "-o", f"{folder}/run", "--overwrite"],
                    ["train", "data.csv", *small, *more, "-o", f"{folder}/run", "--overwrite",
                     "--checkpoint-every", "never"],
                    ["train", "data.csv", *small, *more, "-o", f"{folder}/new"],
                    ["train", "data.csv", *small, *more, "-o", f"{folder}/new", "--checkpoint-every",
                     "never"],
                    ["export", model, "-o", f"{folder}/model.safetensors"],
                    ["predict", f"{folder}/run", "data.csv", "data.csv", "data.csv", "data.csv", "-o",
                     f"{folder}/predictions.csv"],
                ]

            assert run("train", "data.csv", *small, "--hidden", "256,256", "-o", "large").returncode == 0
            for folder in ["full", "locked", "limited", "piped"]:
                for command in [["train", "data.csv", "--label", "y_*", "--hidden", "8", "--epochs", "1",
                                 "--quiet", "-o", f"{folder}/run"],
                                ["export", f"{folder}/run", "-o", f"{folder}/model.safetensors"],
                                ["predict", f"{folder}/run", "data.csv", "-o",
                                 f"{folder}/predictions.csv"]]:
                    result = run(*command)
                    assert result.returncode == 0, result.stderr
            if with_room:
                fill = 600_000 - sum(len(data) for data in snapshot("full").values())
                with open("full/filling", "wb") as file:
                    file.write(b"x" * max(fill - 150_000, 0))
                harmless("a full disk", "full", 74, *commands("full", "large"))
                subprocess.run(["mount", "-o", "remount,ro", "full"], check=True)
                harmless("a read-only disk", "full", 74, *commands("full", "large"))
            limit = (100_000, 100_000)
            harmless(
                "a limit on the size of files", "limited", 74, *commands("limited", "large"),
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
            # The superuser may write anywhere but to what is marked as not to be changed.
            if os.geteuid() == 0:
                marked = subprocess.run(["chattr", "-R", "+i", "locked"], capture_output=True)
                is_locked = marked.returncode == 0
            else:
                os.chmod("locked", 0o500)
                is_locked = True
            if is_locked:
                outside = [c for c in commands("locked", "large") if "run" not in c[1]]
                harmless("a read-only folder", "locked", 74, *outside)
                subprocess.run(["chattr", "-R", "-i", "locked"], capture_output=True)
                os.chmod("locked", 0o700)
            pipes(counts)
        finally:
            if mounted.returncode == 0:
                subprocess.run(["umount", "full"])
    report(counts, ["unplain failures", "earlier files harmed"])


def pipes(counts):
    """Writes to a pipe whose reader has gone: the program ends as `cat` does."""
    for command in [
        ["predict", "piped/run", *["data.csv"] * 8, "-o", "-"], ["inspect", "piped/run"],
        ["prior", "data.csv", "--label", "y_*"], ["schemes"], ["evaluate", "piped/run", "data.csv"],
        ["train", "data.csv", "--label", "y_*", "--epochs", "1", "--quiet", "-o", "piped/another"],
        ["export", "piped/run", "-o", "/dev/stdout"],
    ]:
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run(
            [PROGRAM, *command], stdout=writer, stderr=subprocess.PIPE, text=True)
        os.close(writer)
        counts["a closed pipe: commands"] += 1
        if result.returncode != -signal.SIGPIPE or "Error" in result.stderr:
            print(f"a closed pipe: {command}: {result.returncode}: {result.stderr}")
            counts["unplain failures"] += 1
    # The run was complete before it was told of.
    if run("inspect", "piped/another").returncode != 0:
        counts["earlier files harmed"] += 1


def snapshot(folder):
    """All files of a folder with what they hold, and all folders."""
    found = {}
    for path, folders, files in os.walk(folder):
        for name in folders:
            found[os.path.join(path, name)] = b""
        for name in files:
            found[os.path.join(path, name)] = read(os.path.join(path, name))
    return found


def report(counts, faults):
    for name in faults:
        counts[name] += 0
    for name, count in counts.items():
        print(f"{count:8} {name}")
    sys.exit(1 if any(counts[name] for name in faults) else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("kills")
    command.add_argument("--kills", type=int, default=200)
    command.add_argument("--schemes", default="")
    command.add_argument("--seed", type=int, default=0)
    command.set_defaults(do=kills)
    command = commands.add_parser("models")
    command.add_argument("--every", type=int, default=1, help="cut at every so many bytes")
    command.add_argument("--flips", type=int, default=500)
    command.add_argument("--seed", type=int, default=0)
    command.set_defaults(do=models)
    commands.add_parser("meter").set_defaults(do=meter)
    command = commands.add_parser("disks")
    command.set_defaults(do=disks)
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    main()
