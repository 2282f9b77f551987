import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { complianceOnce } from '../compose/compliance-once.ts';
import { complianceFile } from '../compose/compliance.ts';
import type { Period } from '../evidence/compliance/material.ts';
import type { ComplianceReport } from '../evidence/compliance/report.ts';
import type { Command } from './command.ts';
import { findConfig } from './configured.ts';
import { findDays } from './days.ts';

const USAGE =
  'Usage: npm run cli -- compliance --from <day> --to <day> [--out <file.html>] [--json]; days such as 2026-10-31, both counted, in UTC';

interface Given {
  readonly period: Period;
  /** Left out: the page's own name. */
  readonly out: string | undefined;
}

function givenIn(args: readonly string[]): Given | undefined {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: [...args],
      options: { from: text, to: text, out: text },
    });
    const period = findDays(values.from, values.to);
    return period && { period, out: values.out };
  } catch {
    return undefined;
  }
}

/** Writes the compliance report of a period as one page. Exit 3: a test of controls found a breach. */
export const compliance: Command = async ({ args, json, print, complain }) => {
  const given = givenIn(args);
  if (given === undefined) {
    complain(USAGE);
    return 2;
  }
  const config = await findConfig({ complain });
  if (config === undefined) return 1;
  const report = await complianceOnce(config, given.period);
  const { bytes, name } = complianceFile(report);
  const file = given.out ?? name;
  // It names people: whoever else uses this machine has no business with it.
  await writeFile(file, bytes, { mode: 0o600 });
  if (json) print(JSON.stringify({ ...report, file }));
  else linesOf(report, file).forEach(print);
  return brokenIn(report).length === 0 ? 0 : BREACH;
};

const BREACH = 3;

const brokenIn = ({ controls }: ComplianceReport) => controls.filter(({ broken }) => broken > 0);

function linesOf(report: ComplianceReport, file: string): readonly string[] {
  const { changes, approvals, drift, exceptions, controls } = report;
  const open = drift.filter(({ until }) => until === undefined).length;
  return [
    `${changes.length} changes, ${approvals.requests} requests, ${approvals.votes} votes, ${approvals.brokenGlass} in an emergency.`,
    `Drift found: ${drift.length}, still open: ${open}. Exceptions: ${exceptions.length}.`,
    ...controls.map(
      ({ id, tested, broken }) =>
        `  ${id.padEnd(12)} ${tested === 0 ? 'nothing to test' : broken === 0 ? `held (${tested} tested)` : `${broken} of ${tested} broken`}`,
    ),
    `The page is in ${file}. It holds personal data.`,
  ];
}
