import { digest, type Happened, type Members } from './pack-maker.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';
const person = (last: string, name: string) => ({
  id: `aaaaaaaa-0000-4000-8000-00000000000${last}`,
  name,
});
export const ADA = person('1', 'Ada');
export const BEN = person('2', 'Ben');
export const CLEO = person('3', 'Cleo');
export const DAN = person('4', 'Dan');

export type Told = Members | readonly Members[];

/** Gives happenings their numbers and times: a minute each, unless they say `at` themselves. */
export const told = (
  run: string,
  happenings: readonly Members[],
  from = '2026-11-20T08:00:00.000Z',
): readonly Happened[] =>
  happenings.map((happening, index) => ({
    run,
    entry: {
      seq: index + 1,
      at: new Date(Date.parse(from) + index * 60_000).toISOString(),
      ...happening,
    },
  }));

export const changeOf = (target: string, operation = 'dataverse.table.flags') => {
  const core = {
    summary: `Switch auditing on for ${target}`,
    details: { operation, target, before: false, after: true },
  };
  return { kind: 'automatic', ...core, digest: digest(core) };
};

export interface Change {
  readonly kind: string;
  readonly summary: string;
  readonly details: Members;
  readonly digest: string;
}

const outline = (id: string, risk: string) => ({
  ...{ id, risk, title: `Auditing of ${id} is on`, stage: 'Tables' },
  ...(risk === 'irreversible' ? { oneWay: 'This cannot be undone.' } : {}),
});

export const started = (
  steps: Readonly<Record<string, string>> = { account: 'routine' },
): Members => ({
  ...{ kind: 'started', walkthrough: 'dynamics-auditing', title: 'Switch auditing on' },
  ...{ subject: 'dataverse/contoso.crm4.dynamics.com', answers: { all: true }, requester: ADA },
  steps: Object.entries(steps).map(([id, risk]) => outline(id, risk)),
});

export interface Asking {
  readonly run: string;
  readonly step?: string;
  readonly changes?: readonly Change[];
  readonly more?: Members;
}

const digestOfPlan = (run: string, step: string, changes: readonly Change[]): string =>
  digest({
    ...{ tenant: TENANT, run, step },
    changes: changes.map(({ summary, details }) => ({ summary, details })),
  });

export const CHECKED = '2026-11-20T08:00:30.000Z';

/** A request, and all that is said about it later. */
export function asking({ run, step = 'account', changes = [changeOf(step)], more = {} }: Asking) {
  const plan = digestOfPlan(run, step, changes);
  const ask = Number(more['ask'] ?? 1);
  const check = { at: CHECKED, digest: digest({ step, at: CHECKED, changes }) };
  const requestId = `request-${run}-${step}`;
  const about = { ask, step, digest: plan };
  const [first] = changes;
  const cardFor = (viewer: Members): Members => ({
    type: 'AdaptiveCard',
    body: [{ type: 'TextBlock', text: `Request ${run}-${ask}` }],
    actions: ['approve', 'reject'].map((verb) => ({
      ...{ type: 'Action.Execute', verb },
      data: { run, ask: String(ask), digest: digest([{ step, digest: plan }]), for: viewer['id'] },
    })),
  });
  const vote =
    (verdict: string) =>
    (by: Members, others: Members = {}) => ({
      ...{ kind: 'decided', ...about, verdict, by },
      ...{ check: check.digest, card: digest(cardFor(by)), ...others },
    });
  const deed =
    (kind: string) =>
    (change: Change | undefined = first, others: Members = {}) => ({
      ...{ kind, step, change, requestId, ...others },
    });
  return {
    cardFor,
    about,
    requested: {
      ...{ kind: 'requested', ...about, changes, quorum: 1, check },
      ...{ expiresAt: '2026-11-23T08:00:00.000Z', ...more },
    },
    approved: vote('approved'),
    rejected: vote('rejected'),
    applying: deed('applying'),
    applied: deed('applied'),
    verified: { kind: 'verified', step, found: 'It is on.' },
    attested: (by: Members) => ({ kind: 'attested', step, by, statement: 'I have done it.' }),
    broke: (by: Members, others: Members = {}) => ({
      ...{ kind: 'broke-glass', ...about, by, reason: 'The auditors come in an hour.' },
      ...{ reviewBy: '2026-11-21T08:00:00.000Z', ...others },
    }),
    reviewed: (by: Members, verdict = 'upheld') => ({ kind: 'reviewed', ask, verdict, by }),
  };
}

export const POLICY = {
  version: 1,
  risks: {
    routine: { quorum: 1, expiresAfter: 'P3D' },
    sensitive: { quorum: 2, expiresAfter: 'P3D' },
    irreversible: {
      quorum: 2,
      expiresAfter: 'P3D',
      coolDown: 'PT1H',
      phrase: 'this cannot be undone',
    },
  },
  breakGlass: { walkthroughs: ['dynamics-auditing'] },
};

export const RUN = '7K2QF9';

/** A run as it should be: asked, approved, done, seen. */
export function goodRun(run = RUN, from?: string) {
  const ask = asking({ run, more: { policy: digest(POLICY) } });
  const happened = told(
    run,
    [
      started(),
      ask.requested,
      ask.approved(BEN, { reason: 'Fine with me.' }),
      ask.applying(),
      ask.applied(),
      ask.verified,
      { kind: 'finished' },
    ],
    from,
  );
  return { happened, cards: [ask.cardFor(BEN)], policies: [POLICY] };
}

/** Two runs, their entries among each other, as a tenant's ledger has them. */
export function twoRuns() {
  const [one, other] = [goodRun(), goodRun('B3X8HT', '2026-11-20T08:00:20.000Z')];
  const happened = [...one.happened, ...other.happened].sort((a, b) =>
    String(a.entry['at']) < String(b.entry['at']) ? -1 : 1,
  );
  return { one, other, happened };
}
