import { isIPv4, isIPv6 } from 'node:net';
import { DateTime } from 'luxon';

import type { AuditQuery, Filter } from '../../../src/audit/query.ts';
import { ACTORS, kindOf, noise, OTHER_REPORTS, REPORTS, VERBS, WORKLOADS } from './kinds.ts';
import type { Seen } from './normalise.ts';

export interface WorkingHours {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** The 128 bits of an address, an IPv4 one as `::ffff:a.b.c.d`; undefined if it is none. */
export function bitsOf(address: string): bigint | undefined {
  if (isIPv4(address)) {
    const number = address.split('.').reduce((all, part) => all * 256n + BigInt(part), 0n);
    return (0xffffn << 32n) + number;
  }
  if (!isIPv6(address) || address.includes('.') || address.includes('%')) return undefined;
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const middle = Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0');
  return [...left, ...middle, ...right].reduce((all, one) => (all << 16n) + BigInt(`0x${one}`), 0n);
}

function inRange(address: string, range: string): boolean {
  const [base = '', length] = range.split('/');
  const [a, b] = [bitsOf(address), bitsOf(base)];
  if (a === undefined || b === undefined) return length === undefined && address === base;
  const wide = length === undefined ? 128 : Number(length) + (isIPv4(base) ? 96 : 0);
  const rest = BigInt(128 - wide);
  return a >> rest === b >> rest;
}

const within = (minutes: number, from: number, to: number): boolean =>
  from <= to ? minutes >= from && minutes < to : minutes >= from || minutes < to;

function inHours(one: Seen, value: string, zone: string, working: WorkingHours): boolean {
  const local = DateTime.fromMillis(one.ms, { zone });
  const minutes = local.hour * 60 + local.minute;
  const atWork = working.days.includes(local.weekday) && within(minutes, working.from, working.to);
  if (value === 'working hours') return atWork;
  if (value === 'outside working hours') return !atWork;
  if (value === 'weekend') return !working.days.includes(local.weekday);
  const [from = 0, to = 0] = value.split('-').map((time) => {
    const [hour = '', minute = ''] = time.split(':');
    return Number(hour) * 60 + Number(minute);
  });
  return within(minutes, from, to);
}

interface Hours {
  readonly zone: string;
  readonly working: WorkingHours;
}

function meets(one: Seen, field: Filter['field'], value: string, hours: Hours): boolean {
  switch (field) {
    case 'user':
      return one.actor === value;
    case 'verb':
      return VERBS[value]?.(one) ?? false;
    case 'message':
      return one.message.toLowerCase() === value;
    case 'table':
      return one.table === value;
    case 'environment':
      return one.environment === value;
    case 'address':
      return inRange(one.address, value);
    case 'result':
      return one.result === value;
    case 'workload':
      return WORKLOADS[value]?.(one) ?? one.workload.toLowerCase() === value;
    case 'type':
      return one.type === Number(value);
    case 'record':
      return one.record === value || one.touched.includes(value);
    case 'actor':
      return (kindOf(ACTORS, one) ?? '(other)') === value;
    case 'agent':
      return one.agent.toLowerCase().includes(value);
    case 'report':
      return { ...REPORTS, ...OTHER_REPORTS }[value]?.(one) ?? false;
    case 'hours':
      return inHours(one, value, hours.zone, hours.working);
    case 'noise':
      return noise(one);
  }
}

/** Whether a record meets all filters of a question; its period is not looked at. */
export function matches(one: Seen, query: AuditQuery, working: WorkingHours): boolean {
  const hours = { zone: query.period.zone, working };
  return query.filters.every(
    ({ field, is, values }) => values.some((value) => meets(one, field, value, hours)) === is,
  );
}
