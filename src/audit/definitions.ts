import type { z } from 'zod';

import type { Condition } from './condition.ts';
import DEFINED from './definitions.json' with { type: 'json' };
import { conditionOfNamed, conditionOfRule } from './rules/compile.ts';
import type { Names } from './rules/compile.ts';
import { File, NEEDED } from './rules/file.ts';
import type { Kind, NameSet } from './rules/file.ts';

/** A verb, a kind of actor, a report or a workload: what it means, where that is from, its exact filter. */
export interface Definition extends Kind {
  readonly id: string;
  readonly condition: Condition;
}

/** ISO weekdays (1 is Monday) and minutes since midnight in the zone of the question. */
export interface WorkingHours {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** What the words of questions mean, as data. Text in conditions is lower-case. */
export interface Definitions {
  readonly sets: Readonly<Record<string, NameSet>>;
  readonly switches: Readonly<Record<string, boolean>>;
  readonly verbs: readonly Definition[];
  readonly actors: readonly Definition[];
  readonly reports: readonly Definition[];
  readonly workloads: readonly Definition[];
  readonly noise: Definition;
  readonly share: readonly string[];
  /** Many single deeds of one user in one environment within so many minutes; not to be seen in one record. */
  readonly bursts: Readonly<File['bursts']>;
  /** From the configuration, not from the file. */
  readonly workingHours: WorkingHours;
}

export type ReadDefinitions =
  | { readonly ok: true; readonly definitions: Definitions }
  | { readonly ok: false; readonly faults: readonly string[] };

const USUAL_HOURS: WorkingHours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60 };

const rulesOf = (kinds: File['verbs']) =>
  new Map(Object.entries(kinds).map(([id, { rule }]) => [id, rule]));

const lower = ({ values }: NameSet): readonly string[] => values.map((each) => each.toLowerCase());

const namesOf = (file: File): Names => ({
  sets: new Map(Object.entries(file.sets).map(([name, set]) => [name, lower(set)])),
  switches: new Map(Object.entries(file.switches)),
  rules: { verb: rulesOf(file.verbs), actor: rulesOf(file.actors), report: rulesOf(file.reports) },
});

type Fault = (says: string) => void;

const missing = (section: string, given: object, needed: readonly string[], fault: Fault): void =>
  needed
    .filter((id) => !Object.hasOwn(given, id))
    .forEach((id) => fault(`${section}: ${id} is missing`));

const unknown = (section: string, ids: readonly string[], known: object, fault: Fault): void =>
  ids
    .filter((id) => !Object.hasOwn(known, id))
    .forEach((id) => fault(`${section}: there is no ${id}`));

function checkReferences(file: File, fault: Fault): void {
  missing('verbs', file.verbs, NEEDED.verbs, fault);
  missing('actors', file.actors, NEEDED.actors, fault);
  missing('reports', file.reports, NEEDED.reports, fault);
  missing('workloads', file.workloads, NEEDED.workloads, fault);
  unknown('share', file.share, file.reports, fault);
  unknown('bursts', file.bursts.verbs, file.verbs, fault);
  const twice = file.share.filter((id, place) => file.share.indexOf(id) !== place);
  twice.forEach((id) => fault(`share: ${id} is there twice`));
}

function definitionsOf(file: File, workingHours: WorkingHours, fault: Fault): Definitions {
  const names = namesOf(file);
  const reading = (at: string) => ({ names, at, through: [], fault });
  const family = (section: 'verbs' | 'actors' | 'reports', name: 'verb' | 'actor' | 'report') =>
    Object.entries(file[section]).map(([id, kind]) => {
      return { ...kind, id, condition: conditionOfNamed(name, id, reading(`${section}, ${id}`)) };
    });
  const plain = (id: string, kind: Kind, at: string): Definition => {
    return { ...kind, id, condition: conditionOfRule(kind.rule, reading(at)) };
  };
  return {
    ...file,
    verbs: family('verbs', 'verb'),
    actors: family('actors', 'actor'),
    reports: family('reports', 'report'),
    workloads: Object.entries(file.workloads).map(([id, kind]) =>
      plain(id, kind, `workloads, ${id}`),
    ),
    noise: plain('background', file.noise, 'noise'),
    workingHours,
  };
}

const faultOf = ({ path, message }: z.core.$ZodIssue): string =>
  `${path.length === 0 ? 'the file' : path.map(String).join(', ')}: ${message}`;

/** Reads a definitions file, whole or not at all; every fault in it is named with its place. */
export function readDefinitions(json: unknown, workingHours = USUAL_HOURS): ReadDefinitions {
  const file = File.safeParse(json);
  if (!file.success) return { ok: false, faults: file.error.issues.map(faultOf) };
  const faults = new Set<string>();
  const fault = (says: string) => void faults.add(says);
  checkReferences(file.data, fault);
  const definitions = definitionsOf(file.data, workingHours, fault);
  return faults.size > 0 ? { ok: false, faults: [...faults] } : { ok: true, definitions };
}

function getDefined(json: unknown): Definitions {
  const read = readDefinitions(json);
  if (!read.ok) throw new Error(`The definitions are wrong: ${read.faults.join('; ')}`);
  return read.definitions;
}

/** The definitions that come with the bot, with the usual working hours. */
export const DEFINITIONS: Definitions = getDefined(DEFINED);
