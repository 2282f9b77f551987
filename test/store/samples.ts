import { randomUUID } from 'node:crypto';
import { digestOf, type Data } from '../../src/core/data.ts';
import type { Happening, Started } from '../../src/core/ledger.ts';
import type { RunKey } from '../../src/core/people.ts';
import type { PlannedChange } from '../../src/core/step.ts';

export const ada = { id: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'Ada' };
export const ben = { id: 'aaaaaaaa-0000-4000-8000-000000000002', name: 'Ben' };

export const newKey = (tenant: string = randomUUID()): RunKey => ({ tenant, run: randomUUID() });

export const started = (more: Partial<Started> = {}): Started => ({
  kind: 'started',
  walkthrough: 'dynamics-auditing',
  title: 'Set up auditing',
  subject: 'dataverse/contoso.crm4.dynamics.com',
  answers: { tables: ['account'] },
  requester: ada,
  steps: [{ id: 'org-audit', title: 'Auditing is on', stage: 'Organisation', risk: 'sensitive' }],
  ...more,
});

export const changeTo = (after: Data): PlannedChange => {
  const details = { operation: 'dataverse.table.flags', target: 'account', before: null, after };
  const summary = 'Audit table account';
  return { kind: 'automatic', summary, details, digest: digestOf({ summary, details }) };
};

export const applied = (after: Data): Happening => ({
  kind: 'applied',
  step: 'org-audit',
  change: changeTo(after),
  requestId: 'r-1',
});

export const verified = (found?: string): Happening => ({
  kind: 'verified',
  step: 'org-audit',
  ...(found === undefined ? {} : { found }),
});

/** What people and machines put into names: separators, other scripts, quotes, great length. */
export const oddNames = [
  'msteams/conversations/19:abc@thread.tacv2;messageid=1700000000000/',
  'a|b%7Cc\\d?e#f&g=h',
  'Größe/Übung/日本語/🙂',
  "'; drop table ledger; --",
  '__proto__',
  'constructor',
  ' leading and trailing ',
  'x'.repeat(400),
  `${'long/ä'.repeat(700)}`,
];
