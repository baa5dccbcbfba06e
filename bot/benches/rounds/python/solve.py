"""Solves a round from a file: `solve.py ortools|scipy FILE`. Says what came of it, and how long that took after the file
was read and before the answer was made."""

import json
import pathlib
import sys
import time

import numpy as np


def read(path):
    """The round as asks, capacities and three columns (asks, mentors, costs); or a table of costs instead."""
    told = json.loads(path.read_text())
    if "matrix" in told:
        capacities = np.array(told["mentors"])
        table = np.fromfile(path.parent / told["matrix"], dtype="<i4").reshape(told["asks"], len(capacities))
        return told["asks"], capacities, None, table
    capacities = np.array([mentor["capacity"] for mentor in told["mentors"]])
    scores = np.array(told["scores"], dtype=np.int64)
    return len(told["asks"]), capacities, (scores[:, 0], scores[:, 1], -scores[:, 2]), None


def ortools(asks, capacities, columns, table):
    from ortools.graph.python import min_cost_flow

    began = time.perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    if table is not None:
        tails = np.repeat(np.arange(asks), len(capacities))
        heads = np.tile(np.arange(len(capacities)), asks)
        costs = table.reshape(-1)
    else:
        tails, heads, costs = columns
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, asks + heads, np.ones_like(tails), costs)
    flow.set_nodes_supplies(np.arange(asks), np.ones(asks, dtype=np.int64))
    flow.set_nodes_supplies(asks + np.arange(len(capacities)), -capacities)
    # Where everybody finds a seat, the plain search is enough, and it is the faster one.
    status = flow.solve() if table is not None else flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        sys.exit(f"status {status}")
    taken = flow.flows(arcs)
    solving = time.perf_counter() - began
    return int(taken.sum()), int((taken * costs.astype(np.int64)).sum()), solving


def scipy(asks, capacities, columns, table):
    from scipy.optimize import linear_sum_assignment

    began = time.perf_counter()
    seats = np.repeat(table, capacities, axis=1)
    rows, places = linear_sum_assignment(seats)
    solving = time.perf_counter() - began
    return len(rows), int(seats[rows, places].astype(np.int64).sum()), solving


solver, path = {"ortools": ortools, "scipy": scipy}[sys.argv[1]], pathlib.Path(sys.argv[2])
asks, capacities, columns, table = read(path)
pairs, total, solving = solver(asks, capacities, columns, table)
# Where points are told, more are better.
print(json.dumps({"cardinality": pairs, "total": total if columns is None else -total, "solving": solving}))
