import type { Risk } from '../../core/step.ts';
import type { DriftFinding } from '../../core/walkthrough.ts';
import type { Question } from '../../core/walkthrough.ts';

/** Something that does not hold any more, as the last daily look has found it. */
export interface OpenFinding extends Pick<DriftFinding, 'id' | 'says'> {
  readonly run: string;
  readonly subject: string;
  readonly title: string;
  /** Of the step that it belongs to, where that is known. */
  readonly risk: Risk | undefined;
}

/** Drift that is known at this moment. */
export type FindOpen = () => Promise<readonly OpenFinding[]>;

const NOTHING =
  'No drift is known at this moment. Finished runs are looked at once a day; type health and the run’s name to look now.';

/** More than anybody chooses from. */
const MOST = 30;

const keyOf = ({ run, id }: OpenFinding): string => `${run} ${id}`;

/** Which finding of which run is to be accepted. */
export const findingQuestion = (findOpen: FindOpen): Question => ({
  id: 'drift-finding',
  async form(_answers, input) {
    const all = await findOpen();
    return {
      title: 'Which drift shall be accepted for a time?',
      intro: [
        'It is not put right: it is accepted, by approval, until a day that you name. Until then nobody is alarmed about it.',
      ],
      fields: [
        {
          id: 'finding',
          label: 'Drift',
          kind: 'one',
          required: true,
          options: all.slice(0, MOST).map((one) => ({
            value: keyOf(one),
            title: `${keyOf(one)} · ${one.says.slice(0, 120)}`,
          })),
          ...(input['finding'] === undefined ? {} : { value: input['finding'] }),
        },
      ],
      typed: 'finding',
      example: all[0] === undefined ? '7K2QF9 C1' : keyOf(all[0]),
      notes: all.length === 0 ? [NOTHING] : [],
    };
  },
  async read(_answers, input) {
    const typed = (input['finding'] ?? '').trim().replace(/\s+/g, ' ').toLowerCase();
    const all = await findOpen();
    const found = all.find((one) => keyOf(one).toLowerCase() === typed);
    if (found === undefined) return { kind: 'refused', problem: problemOf(all) };
    const { run, subject, title, id, says, risk } = found;
    const least = risk === 'irreversible' ? 'irreversible' : 'sensitive';
    return { kind: 'answered', answers: { run, subject, title, finding: id, says, risk: least } };
  },
});

const problemOf = (all: readonly OpenFinding[]): string =>
  all.length === 0
    ? NOTHING
    : `There is no such drift. Answer with a run and a finding: ${all.slice(0, 5).map(keyOf).join(', ')}.`;
