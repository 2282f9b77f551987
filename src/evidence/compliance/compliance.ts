import { ERASURE } from '../../core/erasure.ts';
import { phraseOf } from '../phrase.ts';
import { Checkpoint } from '../checkpoint.ts';
import { approvalsIn } from './approvals.ts';
import { changesIn } from './changes.ts';
import { brokenGlassControl, oneWayControl, quorumControl } from './controls/applied.ts';
import { custodyControl } from './controls/custody.ts';
import { delegationControl } from './controls/delegation.ts';
import { policyControl } from './controls/policy.ts';
import { expiryControl, ownControl, seenControl, signInControl } from './controls/votes.ts';
import { driftIn, exceptionsIn } from './drift.ts';
import { isWithin, type Material } from './material.ts';
import { entryOf, type ComplianceReport, type Statement } from './report.ts';
import { standingIn } from './standing.ts';
import { people, stamp } from './words.ts';

const CONTROLS = [
  quorumControl,
  ownControl,
  expiryControl,
  oneWayControl,
  seenControl,
  signInControl,
  custodyControl,
  brokenGlassControl,
  delegationControl,
  policyControl,
] as const;

/** The whole report as plain data; pages are drawings of it. */
export const complianceOf = (material: Material, madeAt: Date): ComplianceReport => ({
  tenant: material.tenant,
  ...material.period,
  madeAt: madeAt.toISOString(),
  standing: standingIn(material),
  changes: changesIn(material),
  approvals: approvalsIn(material),
  controls: CONTROLS.map((control) => control(material)),
  exceptions: exceptionsIn(material),
  drift: driftIn(material),
  coverage: material.coverage,
  erasures: erasuresIn(material),
  handedOut: handedOutIn(material),
  checkpoint: checkpointOf(material),
});

/** Whose personal values were erased stands in the run, as far as it was not erased with them. */
const erasuresIn = ({ runs, period }: Material): readonly Statement[] =>
  runs
    .filter(({ heading }) => heading.walkthrough === ERASURE)
    .flatMap(({ heading: { run }, entries }) =>
      entries.flatMap((entry) =>
        entry.kind === 'applied' && isWithin(period, entry)
          ? [
              {
                says: `${stamp(entry.at)}: ${entry.change.summary}`,
                entries: [entryOf(run, entry)],
              },
            ]
          : [],
      ),
    );

const HANDED_OUT: Readonly<Record<string, string>> = {
  exported: 'a file was handed out',
  revealed: 'personal data was shown',
  retained: 'audit records were deleted because their time was over',
};

/** What left the bot, or was deleted by it. */
const handedOutIn = ({ journal, period }: Material): readonly Statement[] =>
  journal.flatMap(({ run, entry }) => {
    const what = HANDED_OUT[entry.what];
    return what === undefined || !isWithin(period, entry)
      ? []
      : [
          {
            says: `${stamp(entry.at)}: ${what}, by ${entry.by === undefined ? 'the bot' : people([entry.by])}.`,
            entries: [entryOf(run, entry)],
          },
        ];
  });

/** What the newest checkpoint says; its signature is for the verifier to check. */
function checkpointOf({ checkpoint }: Material): ComplianceReport['checkpoint'] {
  if (checkpoint === undefined) return undefined;
  const { jws, size, digest, at, witnesses } = checkpoint;
  const [, payload = ''] = jws.split('.');
  const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  const root = Checkpoint.pick({ root: true }).safeParse(said).data?.root ?? '';
  return { size, root, digest, phrase: phraseOf(digest), at, witnesses: witnesses.length };
}
