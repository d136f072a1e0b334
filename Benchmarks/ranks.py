#!/usr/bin/env python3
"""Training by several processes under mpirun: the same bytes, what kills do, and what it costs.

  python3 Benchmarks/ranks.py same [--ranks 1,2,4] [--no-hosts]
  python3 Benchmarks/ranks.py kills [--kills N] [--seed S]
  python3 Benchmarks/ranks.py scaling [--workloads S,M] [--rounds N] [--torch PYTHON]
  python3 Benchmarks/ranks.py cost [--rounds N]
  python3 Benchmarks/ranks.py sharing [--copies N] [--memory MB] [--rounds N]
  python3 Benchmarks/ranks.py estimate

same:    trains under several schemes with each number of ranks, and with two ranks on each of two hosts
         that are network namespaces (left out, with a word, where these are not permitted), and compares
         the results byte by byte; interrupts a run and goes on with another number of ranks; does the same
         for a table larger than --memory, whose rows ranks share, and for a pack, folds and a comparison;
         and looks whether ranks that differ are refused.
kills:   kills a random rank at a random moment by SIGKILL; the job must end within ten seconds, and what
         is left must go on, with another number of ranks, to the same bytes.
scaling: milliseconds of a step with one rank and with two, one thread and one batch each, here and in
         PyTorch's DistributedDataParallel over Gloo.
cost:    the bytes that a rank sends in a step and the time it waits, beside the formulas of
         docs/ranks.md and beside MPI by itself.
sharing: a table larger than --memory with one rank and with two: the seconds until its rows are read,
         encoded and on disk, and the most memory of the first rank.
estimate: the table of docs/ranks.md, from its formulas.

Each exits with 1 if something is not what it must be. Build first:

  swift build -c release --traits MPI --scratch-path .build/mpi --product equipoise
"""

import argparse
import collections
import contextlib
import csv
import json
import math
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import faults

FOLDER = Path(__file__).resolve().parent
PROGRAM = os.environ.get(
    "EQUIPOISE_MPI", str(FOLDER.parent / ".build" / "mpi" / "release" / "equipoise"))
sys.path.insert(0, str(FOLDER / "peers"))
from workloads import BINARY, REGRESSION, WORKLOADS  # noqa: E402

# mpirun refuses root, who is all there is in a container, unless told twice.
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
# Each kind of evidence that schemes read, a scheme that keeps gradients, towers, members.
FORMS = {
    "prior": ["--balance", "prior"],
    "upgrad": ["--balance", "upgrad"],
    "mgda, sketched": ["--balance", "mgda", "--gramian", "sketch:8"],
    "gradnorm": ["--balance", "gradnorm"],
    "upgrad, towers": ["--balance", "upgrad", "--towers", "8"],
    "realtime, members": ["--balance", "realtime", "--members", "4"],
    "db-mtl": ["--balance", "db-mtl"],
}
COMMON = ["--label", "y_*", "--epochs", "3", "--hidden", "24,16", "--batch-size", "64", "--dropout",
          "0.1", "--quiet", "--threads", "1"]


def launched(ranks, hosts=None):
    """The words before the program's: nothing for one process alone."""
    if ranks == 0:
        return []
    if hosts:
        return ["ip", "netns", "exec", hosts.name(0), "mpirun", *hosts.options(), "-n", str(ranks)]
    return ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)]


def equipoise(*arguments, ranks=0, hosts=None):
    return subprocess.run(
        [*launched(ranks, hosts), PROGRAM, *arguments], capture_output=True, text=True, errors="replace",
        stdin=subprocess.DEVNULL, env=ENVIRONMENT, timeout=600)


class Hosts:
    """Two hosts with one network: namespaces joined by a pair of virtual devices."""

    ADDRESSES = ["10.99.7.1", "10.99.7.2"]

    def name(self, host):
        return "equipoise-" + self.ADDRESSES[host].replace(".", "-")

    def options(self):
        network = "10.99.7.0/24"
        return ["--mca", "plm_rsh_agent", str(FOLDER / "network" / "enter_host.sh"),
                "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", network,
                "--mca", "oob_tcp_if_include", network, "--bind-to", "none",
                "--host", ",".join(f"{address}:2" for address in self.ADDRESSES)]

    @staticmethod
    def ip(*arguments, check=True):
        return subprocess.run(["ip", *arguments], check=check, capture_output=True, text=True)

    def __enter__(self):
        self.__exit__()
        for host, address in enumerate(self.ADDRESSES):
            self.ip("netns", "add", self.name(host))
        self.ip("link", "add", "equipoise0", "netns", self.name(0), "type", "veth", "peer", "name",
                "equipoise1", "netns", self.name(1))
        for host, address in enumerate(self.ADDRESSES):
            inside = ["-n", self.name(host)]
            self.ip(*inside, "addr", "add", f"{address}/24", "dev", f"equipoise{host}")
            self.ip(*inside, "link", "set", "lo", "up")
            self.ip(*inside, "link", "set", f"equipoise{host}", "up")
        return self

    def __exit__(self, *_):
        for host in range(2):
            self.ip("netns", "delete", self.name(host), check=False)


@contextlib.contextmanager
def hosts_if_permitted(wanted):
    if not wanted:
        yield None
        return
    with contextlib.ExitStack() as stack:
        try:
            hosts = stack.enter_context(Hosts())
        except (OSError, subprocess.CalledProcessError) as error:
            reason = getattr(error, "stderr", None) or str(error)
            print(f"two hosts are left out, since namespaces are not permitted: {reason.strip()}")
            hosts = None
        yield hosts


def same(options):
    counts = collections.Counter()
    ranks = [int(count) for count in options.ranks.split(",")]
    with tempfile.TemporaryDirectory() as place, hosts_if_permitted(not options.no_hosts) as hosts:
        os.chdir(place)
        faults.table("data.csv")
        for form, words in FORMS.items():
            arguments = ["train", "data.csv", *COMMON, *words, "--checkpoint-every", "100rows"]
            places = [("alone", dict(ranks=0), ["--shards", "8"])]
            places += [(f"{count} ranks", dict(ranks=count), []) for count in ranks]
            places += [("2 + 2 ranks on two hosts", dict(ranks=4, hosts=hosts), [])] if hosts else []
            expected = None
            for name, where, more in places:
                folder = name.replace(" ", "_")
                shutil.rmtree(folder, ignore_errors=True)
                run = equipoise(*arguments, *more, "-o", folder, **where)
                if run.returncode != 0:
                    print(f"{form}, {name}: {run.stdout}{run.stderr}")
                    counts["runs that failed"] += 1
                    continue
                counts["runs"] += 1
                compare(f"{form}, {name}", folder, expected, counts)
                expected = expected or faults.outcome(folder)
        for form in ["prior", "upgrad", "mgda, sketched"]:
            interrupted(form, counts)
        larger(counts, ranks, hosts)
        farmed_out(counts, ranks)
        refused(counts)
        counts["hosts"] = 2 if hosts else 1
    faults.report(counts, ["runs that failed", "byte differences", "ranks not refused"])


def larger(counts, ranks, hosts):
    """A table larger than --memory: each rank reads its shards' rows, and writes them to a file of its own."""
    files = [f"part{number}.csv" for number in range(5)]
    for seed, file in enumerate(files):
        faults.table(file, rows=12_000, seed=seed)
    assert equipoise("prepare", *files, "--label", "y_*", "-o", "prepared", "--quiet").returncode == 0
    arguments = ["train", "prepared", "--memory", "46MB", "--shards", "8", *COMMON, "--batch-size", "512",
                 "--checkpoint-every", "20000rows"]
    places = [("alone", dict(ranks=0))] + [(f"{count} ranks", dict(ranks=count)) for count in ranks]
    places += [("2 + 2 ranks on two hosts", dict(ranks=4, hosts=hosts))] if hosts else []
    for form in ["prior", "upgrad"]:
        expected = None
        for name, where in places:
            shutil.rmtree("larger", ignore_errors=True)
            run = equipoise(*arguments, *FORMS[form], "-o", "larger", **where)
            # It is said with the notices, which --quiet leaves out; such a run has no split.csv.
            if run.returncode != 0 or os.path.exists("larger/split.csv"):
                print(f"larger than memory, {form}, {name}: {run.stdout}{run.stderr}")
                counts["runs that failed"] += 1
                continue
            counts["runs larger than memory"] += 1
            compare(f"larger than memory, {form}, {name}", "larger", expected, counts)
            expected = expected or faults.outcome("larger")
    # A file that one rank alone reads ends the job, with a word of it.
    with open("prepared/rows-00004.safetensors", "r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(b"\xff" * 50)
    run = equipoise(*arguments, "-o", "refused", ranks=max(ranks))
    if run.returncode == 0 or run.stderr.count("rows-00004.safetensors") != 1 or os.path.exists("refused/config.json"):
        print(f"a damaged file: {run.stdout}{run.stderr}")
        counts["ranks not refused"] += 1
    else:
        counts["ranks refused"] += 1


def farmed_out(counts, ranks):
    """Whole models go to ranks: the same as when one process trains them all."""
    whole = {"pack": ["train", "data.csv", *COMMON, "--pack", "5"],
             "folds": ["train", "data.csv", *COMMON, "--folds", "4", "--refit"],
             "compare": ["compare", "data.csv", *COMMON, "--seeds", "2", "--balance", "equal",
                         "--balance", "prior"]}
    files = {"pack": ["model.safetensors"], "folds": ["model.safetensors", "out_of_fold.csv"],
             "compare": ["compare.csv"]}
    for form, arguments in whole.items():
        expected = None
        for count in [0, *ranks]:
            folder = f"{form}-{count}"
            run = equipoise(*arguments, "-o", folder, ranks=count)
            if run.returncode != 0:
                print(f"{form}, {count} ranks: {run.stdout}{run.stderr}")
                counts["runs that failed"] += 1
                continue
            counts["models farmed out"] += count > 1
            found = [without_seconds(f"{folder}/{name}") for name in files[form]]
            expected = expected or found
            if found != expected:
                print(f"{form}, {count} ranks: other results")
                counts["byte differences"] += 1


def without_seconds(path):
    if not path.endswith(".csv"):
        return faults.read(path)
    with open(path, newline="") as file:
        return [{k: v for k, v in row.items() if "seconds" not in k} for row in csv.DictReader(file)]


def refused(counts):
    """Ranks that would do different things do nothing, and say which and why."""
    with open("data.csv") as file:
        lines = file.readlines()
    with open("less.csv", "w") as file:
        file.writelines(lines[:1000])
    begin = ["train", "data.csv", *COMMON]
    other = {
        "its data are not rank 0's": ["train", "less.csv", *COMMON],
        "it was started with": [*begin, "--dropout", "0.3"],
        "rank 1": ["train", "nothing.csv", *COMMON],
    }
    for words, second in other.items():
        run = subprocess.run(
            ["mpirun", "--oversubscribe", "-n", "1", PROGRAM, *begin, "-o", "refused", ":", "-n", "1",
             PROGRAM, *second, "-o", "refused"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, env=ENVIRONMENT, timeout=60)
        if run.returncode == 0 or words not in run.stderr or os.path.exists("refused"):
            print(f"{words}: {run.stdout}{run.stderr}")
            counts["ranks not refused"] += 1
        else:
            counts["ranks refused"] += 1
    for arguments, words in [([*begin, "--shards", "1", "-o", "refused"], "fewer"),
                             (["prior", "data.csv", "--label", "y_*"], "leave mpirun out")]:
        run = equipoise(*arguments, ranks=2)
        # Once, however many ranks there are.
        if run.returncode == 0 or run.stderr.count(words) != 1:
            print(f"{arguments}: {run.stdout}{run.stderr}")
            counts["ranks not refused"] += 1
        else:
            counts["ranks refused"] += 1


def compare(name, folder, expected, counts):
    if expected is None:
        return
    found = faults.outcome(folder)
    for part, value in expected.items():
        if found[part] != value:
            print(f"{name}: {part} differs")
            counts["byte differences"] += 1


def interrupted(form, counts):
    """Ends a job as Ctrl-C does, and goes on with other numbers of ranks."""
    for folder in ["ended", "whole"]:
        shutil.rmtree(folder, ignore_errors=True)
    # Some seconds: mpirun takes one to hand the signal on.
    arguments = ["train", "data.csv", *COMMON, *FORMS[form], "--epochs", "250", "--patience", "0",
                 "--checkpoint-every", "5000rows", "--shards", "8"]
    if equipoise(*arguments, "-o", "whole").returncode != 0:
        counts["runs that failed"] += 1
        return
    expected = faults.outcome("whole")
    job = subprocess.Popen(
        [*launched(2), PROGRAM, *arguments, "-o", "ended"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env=ENVIRONMENT)
    while job.poll() is None and not os.path.exists("ended/checkpoint/running.safetensors"):
        time.sleep(0.01)
    job.send_signal(signal.SIGINT)
    output = job.communicate()[0]
    if job.returncode == 0:
        counts["ended before the interruption"] += 1
    else:
        # mpirun gives ranks a second more, and then kills them.
        counts["ended in order" if "go on with" in output else "killed by mpirun"] += 1
        run = equipoise("train", "--resume", "ended", "--quiet", ranks=3)
        counts["resumed"] += 1
        if run.returncode != 0:
            print(f"{form}, resumed: {run.stdout}{run.stderr}")
            counts["runs that failed"] += 1
            return
    compare(f"{form}, resumed", "ended", expected, counts)


# --- kills ------------------------------------------------------------------------------------------


def rank_processes(job):
    """The processes that mpirun started."""
    path = f"/proc/{job.pid}/task/{job.pid}/children"
    try:
        children = [int(pid) for pid in Path(path).read_text().split()]
    except OSError:
        return []
    return [pid for pid in children if program_of(pid) == os.path.realpath(PROGRAM)]


def program_of(pid):
    """mpirun has helpers of its own; one that has ended has no program."""
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return None


def kills(options):
    draw = random.Random(options.seed)
    counts = collections.Counter()
    slowest = 0
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        faults.table("data.csv")
        while counts["kills"] < options.kills:
            form, words = draw.choice(list(FORMS.items()))
            arguments = ["train", "data.csv", *COMMON, *words, "--epochs", "60", "--patience", "0",
                         "--checkpoint-every", "1000rows", "--shards", "8"]
            if not os.path.exists(form):
                assert equipoise(*arguments, "-o", form).returncode == 0
                counts["references"] += 1
            expected = faults.outcome(form)
            shutil.rmtree("run", ignore_errors=True)
            counts["runs"] += 1
            for _ in range(draw.randint(1, 4)):
                resumes = faults.is_under_way()
                now = ["train", "--resume", "run", "--checkpoint-every", "1000rows", "--quiet"] if resumes \
                    else [*arguments, "-o", "run"]
                counts["resumed" if resumes else "begun"] += 1
                job = subprocess.Popen(
                    [*launched(draw.choice([2, 2, 3, 4])), PROGRAM, *now], stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=ENVIRONMENT)
                time.sleep(draw.uniform(0.1, options.longest))
                victims = rank_processes(job)
                if job.poll() is None and victims:
                    os.kill(draw.choice(victims), signal.SIGKILL)
                    counts["kills"] += 1
                    began = time.monotonic()
                    try:
                        output = job.communicate(timeout=30)[0]
                    except subprocess.TimeoutExpired:
                        job.kill()
                        counts["jobs that did not end"] += 1
                        continue
                    slowest = max(slowest, time.monotonic() - began)
                    if job.returncode != 0 and "signal 9" not in output:
                        print(output)
                        counts["jobs that did not say why"] += 1
                else:
                    job.communicate()
                if os.path.exists("run/model.safetensors"):
                    break
            if not os.path.exists("run/model.safetensors"):
                last = equipoise(*(["train", "--resume", "run", "--quiet"] if faults.is_under_way()
                                   else [*arguments, "-o", "run"]), ranks=draw.choice([0, 1, 2, 4]))
                if last.returncode != 0:
                    print(f"{form}: {last.stdout}{last.stderr}")
                    counts["runs lost"] += 1
                    continue
            compare(form, "run", expected, counts)
    counts["seconds until the slowest job ended, rounded up"] = int(slowest) + 1
    counts["jobs that took ten seconds to end"] = int(slowest >= 10)
    faults.report(counts, ["runs lost", "byte differences", "jobs that did not end",
                           "jobs that did not say why", "jobs that took ten seconds to end"])


# --- scaling and cost -------------------------------------------------------------------------------


def workload_table(path, workload, rows):
    """A table of a workload's shape, of random numbers."""
    inputs, _, _, tasks = WORKLOADS[workload]
    draw = random.Random(0)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow([f"x{n}" for n in range(inputs)] + [f"y_{n}" for n in range(len(tasks))])
        for _ in range(rows):
            row = [f"{draw.gauss(0, 1):.4f}" for _ in range(inputs)]
            for kind in tasks:
                number = draw.gauss(0, 1)
                row.append(f"{number:.4f}" if kind == REGRESSION
                           else int(number > 0) if kind == BINARY else f"c{draw.randrange(10)}")
            out.writerow(row)


def step_options(workload, batch):
    _, hidden, _, tasks = WORKLOADS[workload]
    words = ["--label", "y_*", "--plain", "--hidden", ",".join(map(str, hidden)), "--activation", "gelu",
             "--dropout", "0", "--batch-size", str(batch), "--patience", "0", "--split", "0.98,0.01,0.01",
             "--checkpoint-every", "never", "--threads", "1", "--profile", "--json", "--overwrite"]
    return words


def profile(workload, ranks, steps, batch, *more):
    """What a step took, of a run of some epochs with a batch of so many rows a rank."""
    epochs = max(steps * batch * ranks // TABLE_ROWS[workload], 1)
    run = equipoise(
        "train", f"{workload}.csv", *step_options(workload, batch * ranks), "--epochs", str(epochs),
        *more, "-o", f"run-{workload}", ranks=ranks)
    if run.returncode != 0:
        sys.exit(run.stdout + run.stderr)
    # Progress is on lines of its own before the result.
    report = json.loads([line for line in run.stdout.splitlines() if line.startswith("{")][-1])["profile"]
    seconds = {phase["name"]: phase["seconds"] for phase in report["phases"]}
    rows = int(0.98 * TABLE_ROWS[workload])
    taken = epochs * ((rows + batch * ranks - 1) // (batch * ranks))
    # The last step of an epoch has fewer rows.
    whole = epochs * rows / (batch * ranks)
    work = sum(seconds[name] for name in ["gather", "forward", "balance", "backward", "update"])
    return {"ms": 1000 * work / whole, "exchange": report.get("exchange"), "steps": taken}


def sharing(options):
    found = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        workload_table("M.csv", "M", TABLE_ROWS["M"])
        tables = ["M.csv"] * options.copies
        assert equipoise("prepare", *tables, "--label", "y_*", "-o", "prepared", "--quiet").returncode == 0
        size = sum(file.stat().st_size for file in Path("prepared").iterdir()) / 1e6
        print(f"{options.copies * TABLE_ROWS['M']:,} rows, {size:.0f} MB prepared, --memory {options.memory}MB")
        for _ in range(options.rounds):
            for ranks in (1, 2):
                run = equipoise(
                    "train", "prepared", "--memory", f"{options.memory}MB", "--plain", "--hidden", "16",
                    "--epochs", "1", "--batch-size", "1024", "--threads", "1", "--profile", "--quiet",
                    "--overwrite", "-o", "shared", ranks=ranks)
                if run.returncode != 0:
                    sys.exit(run.stdout + run.stderr)
                profile = json.loads(Path("shared/metrics.json").read_text())["profile"]
                found[ranks].append(
                    (profile["phases"][0]["seconds"], profile["peak_memory"] / 1e6))
    print("| ranks | seconds until rows are ready | most memory, MB |")
    print("| --- | --- | --- |")
    for ranks, figures in found.items():
        seconds, memory = (statistics.median(column) for column in zip(*figures))
        print(f"| {ranks} | {seconds:.2f} | {memory:.0f} |")
    ratio = statistics.median(b[0] / a[0] for a, b in zip(found[1], found[2]))
    print(f"two ranks take {ratio:.2f} of the time of one")


TABLE_ROWS = {"S": 20_000, "M": 16_000, "L": 16_000}
STEPS = {"S": 1200, "M": 120, "L": 16}


def scaling(options):
    names = options.workloads.split(",")
    times = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for workload in names:
            workload_table(f"{workload}.csv", workload, TABLE_ROWS[workload])
        for _ in range(options.rounds):
            for workload in names:
                for ranks in (1, 2):
                    step = profile(workload, ranks, STEPS[workload], WORKLOADS[workload][2],
                                   "--balance", "equal", "--shards", str(ranks))
                    times["Equipoise", workload, ranks].append(step["ms"])
                    if options.torch:
                        output = subprocess.run(
                            [options.torch, FOLDER / "peers" / "ranks_torch.py", "--workload", workload,
                             "--ranks", str(ranks), "--steps", str(max(STEPS[workload] // 4, 5))],
                            check=True, capture_output=True, text=True).stdout
                        times["PyTorch DDP, Gloo", workload, ranks].append(
                            json.loads(output.splitlines()[-1])["ms"])
    print("| step | workload | one rank, ms | two ranks, ms | lost, ms | times |")
    print("| --- | --- | --- | --- | --- | --- |")
    lost = {}
    for program in sorted({key[0] for key in times}):
        for workload in names:
            pairs = list(zip(times[program, workload, 1], times[program, workload, 2]))
            one, two = (statistics.median(side) for side in zip(*pairs))
            lost[program, workload] = statistics.median(b - a for a, b in pairs)
            print(f"| {program} | {workload} | {one:.3f} | {two:.3f} | {lost[program, workload]:.3f} "
                  f"| {statistics.median(b / a for a, b in pairs):.2f} |")
    if options.torch:
        worse = [w for w in names if lost["Equipoise", w] > lost["PyTorch DDP, Gloo", w]]
        if worse:
            sys.exit(f"a step loses more here than in PyTorch: {', '.join(worse)}")


def parameter_count(workload):
    """Shared, own: weights and biases."""
    inputs, hidden, _, tasks = WORKLOADS[workload]
    widths = [inputs, *hidden]
    shared = sum(before * after + after for before, after in zip(widths, hidden))
    own = sum(outputs for _, outputs in tasks) * (hidden[-1] + 1)
    return shared, own


def expected_bytes(workload, kind, ranks):
    """What a rank sends in a step, by docs/ranks.md; with one subtree a rank."""
    inputs, hidden, _, tasks = WORKLOADS[workload]
    shared, own = parameter_count(workload)
    count, parts = len(tasks), (ranks - 1) / ranks
    small = 8 * (2 * count + 1) * (ranks - 1)
    if kind == "losses":
        vectors = shared + own
    elif kind == "gramian":
        vectors = count * shared + own
    else:
        columns = int(kind.split(":")[1])
        padded = [(before // 16 + 1) * 16 for before in [inputs, *hidden[:-1]]]
        vectors = shared + own + count * sum(
            min(columns, width) * read for width, read in zip(hidden, padded))
    return small + 2 * 4 * vectors * parts


KINDS = {"losses": ["--balance", "prior"], "gramian": ["--balance", "upgrad"],
         "sketch:16": ["--balance", "upgrad", "--gramian", "sketch:16"]}


# Latency in seconds and bytes a second, of networks as they are bought.
NETWORKS = {"10 Gbit/s TCP": (30e-6, 1.1e9), "100 Gbit/s InfiniBand": (1.5e-6, 11e9)}


def seconds(workload, kind, ranks, latency, bandwidth):
    """What exchanges take in a step, by docs/ranks.md, if nothing overlaps."""
    vectors = 1 if kind == "losses" else 2
    messages = 2 * math.ceil(math.log2(ranks)) + vectors * 2 * (ranks - 1)
    return messages * latency + expected_bytes(workload, kind, ranks) / bandwidth


def estimate(_):
    workload = "M"
    print("| network | a step reads | 8 ranks | 64 ranks | 1,024 ranks |")
    print("| --- | --- | --- | --- | --- |")
    for network, (latency, bandwidth) in NETWORKS.items():
        for kind, name in [("losses", "losses"), ("gramian", "all gradients"),
                           ("sketch:64", "a sketch of 64 columns")]:
            cells = []
            for ranks in (8, 64, 1024):
                sent = expected_bytes(workload, kind, ranks)
                time = 1000 * seconds(workload, kind, ranks, latency, bandwidth)
                cells.append(f"{sent / 1e6:.1f} MB, {time:.1f} ms")
            print(f"| {network} | {name} | {' | '.join(cells)} |")


def cost(options):
    with tempfile.TemporaryDirectory() as place:
        exchanges = os.path.join(place, "exchanges")
        subprocess.run(["mpicc", "-O2", FOLDER / "peers" / "exchanges.c", "-o", exchanges], check=True)
        os.chdir(place)
        workload_table("S.csv", "S", TABLE_ROWS["S"])
        print("| a step of S reads | bytes sent | by the formula | waited, ms | MPI alone, ms |")
        print("| --- | --- | --- | --- | --- |")
        wrong = []
        for kind, words in KINDS.items():
            rounds = [profile("S", 2, 400, WORKLOADS["S"][2], *words, "--shards", "2")["exchange"]
                      for _ in range(options.rounds)]
            sent = rounds[0]["bytes_sent_per_step"]
            formula = expected_bytes("S", kind, 2)
            waited = statistics.median(step["seconds_waited_per_step"] for step in rounds)
            vector = round(formula)
            alone = subprocess.run(
                ["mpirun", "--bind-to", "none", "-n", "2", exchanges, str(vector)], check=True,
                capture_output=True, text=True, env=ENVIRONMENT).stdout.split()
            print(f"| {kind} | {sent:,.0f} | {formula:,.0f} | {1000 * waited:.3f} "
                  f"| {1000 * float(alone[1]):.3f} |")
            # Shares end where cache lines do: one rank's is longer by up to 15 numbers a vector.
            if abs(sent - formula) > 0.001 * formula:
                wrong.append(kind)
    if wrong:
        sys.exit(f"other bytes than the formula's: {', '.join(wrong)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_subparsers(required=True)
    part = what.add_parser("same")
    part.add_argument("--ranks", default="1,2,4")
    part.add_argument("--no-hosts", action="store_true")
    part.set_defaults(work=same)
    part = what.add_parser("kills")
    part.add_argument("--kills", type=int, default=50)
    part.add_argument("--seed", type=int, default=0)
    part.add_argument("--longest", type=float, default=2.5, help="seconds until a kill at the most")
    part.set_defaults(work=kills)
    part = what.add_parser("scaling")
    part.add_argument("--workloads", default="S,M")
    part.add_argument("--rounds", type=int, default=3)
    part.add_argument("--torch", help="a Python with PyTorch")
    part.set_defaults(work=scaling)
    what.add_parser("estimate").set_defaults(work=estimate)
    part = what.add_parser("sharing")
    part.add_argument("--copies", type=int, default=20, help="of 16,000 rows")
    part.add_argument("--memory", type=int, default=160)
    part.add_argument("--rounds", type=int, default=3)
    part.set_defaults(work=sharing)
    part = what.add_parser("cost")
    part.add_argument("--rounds", type=int, default=3)
    part.set_defaults(work=cost)
    options = parser.parse_args()
    if options.work is not estimate and not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} is not there; build it as --help says")
    faults.PROGRAM = PROGRAM
    options.work(options)


if __name__ == "__main__":
    main()
