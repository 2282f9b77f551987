import { coverageOf, presentTypes } from '../audit/coverage.ts';
import type { HeldFile } from '../audit/desk/exports.ts';
import { findPeriod } from '../audit/times/find-period.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { complianceOf } from '../evidence/compliance/compliance.ts';
import { compliancePage } from '../evidence/compliance/html.ts';
import { gather, startOf, type Period } from '../evidence/compliance/material.ts';
import type { ComplianceReport } from '../evidence/compliance/report.ts';
import { dayAfter, lastDay } from '../evidence/days.ts';
import type { Store } from '../store/open.ts';

export interface ComplianceParts {
  readonly store: Pick<Store, 'ledger' | 'tree' | 'catalogue'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The report of a period, read from the ledger and the catalogue of the archive. */
export async function complianceReport(
  { tenantId: tenant }: Config,
  { store, clock }: ComplianceParts,
  period: Period,
): Promise<ComplianceReport> {
  const material = await gather(
    {
      tenant,
      ledger: store.ledger,
      async coverage({ from, to }) {
        const span = { from: startOf(from), to: startOf(to) };
        const contentTypes = await presentTypes(store.catalogue, tenant, span);
        return coverageOf(store.catalogue, {
          ...{ tenant, span, now: clock.now() },
          contentTypes: contentTypes.length === 0 ? ['Audit.General'] : contentTypes,
        });
      },
      checkpoint: async (before) =>
        (await store.tree.checkpoints(tenant)).findLast(({ at }) => at < before),
    },
    period,
  );
  return complianceOf(material, clock.now());
}

/** The days that somebody named in words; whole days in UTC. */
export function periodIn(
  words: string,
  now: Date,
  example = 'compliance last month',
): { readonly period: Period } | { readonly problem: string } {
  const found = findPeriod(words, { now, zone: 'UTC' });
  if (found.kind !== 'found')
    return { problem: `I do not know that period. Say it as: ${example}.` };
  const [from, to] = [found.period.from.slice(0, 10), endDay(found.period.to)];
  return from < to
    ? { period: { from, to } }
    : { problem: `That is less than a day. Name whole days, such as: ${example}.` };
}

/** A day that has begun belongs to it. */
const endDay = (to: string): string =>
  to.endsWith('T00:00:00.000Z') ? to.slice(0, 10) : dayAfter(to.slice(0, 10));

/** The report as a page to hand out. */
export function complianceFile(report: ComplianceReport): HeldFile {
  const { from } = report;
  const to = lastDay(report.to);
  return {
    bytes: Buffer.from(compliancePage(report), 'utf8'),
    name: `compliance-${from}-to-${to}.html`,
    rows: 0,
    masked: false,
    question: `Compliance report from ${from} to ${to}, both included`,
    role: 'auditor',
    content: 'A compliance report with personal data',
  };
}
