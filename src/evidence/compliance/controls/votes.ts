import { MINUTE } from '../../../core/clock.ts';
import { isWithin, type Material } from '../material.ts';
import { entryOf, type Control, type Statement } from '../report.ts';
import { person, stamp } from '../words.ts';
import { askersIn, standsFor, votesIn, type Voted } from './evidence-of.ts';

const votesWithin = ({ runs, period }: Material): readonly Voted[] =>
  runs.flatMap(votesIn).filter(({ vote }) => isWithin(period, vote));

const breach = ({ run, vote, request }: Voted, why: string): Statement => ({
  says: `${stamp(vote.at)}: the vote of ${person(vote.by)} on ${run}-${vote.ask}, step ${vote.step}. Breach: ${why}`,
  entries: [vote, ...(request === undefined ? [] : [request])].map((one) => entryOf(run, one)),
});

type Judge = (voted: Voted) => string | undefined;

const control = (
  { id, rule }: Pick<Control, 'id' | 'rule'>,
  votes: readonly Voted[],
  judge: Judge,
): Control => {
  const statements = votes.flatMap((one) => {
    const why = judge(one);
    return why === undefined ? [] : [breach(one, why)];
  });
  return { id, rule, tested: votes.length, broken: statements.length, statements };
};

/** Did nobody approve what they had asked for themselves? */
export const ownControl = (material: Material): Control =>
  control(
    {
      id: 'four-eyes',
      rule: 'Nobody approved what they had asked for, resumed, taken over or given away, neither themselves nor through somebody acting for them.',
    },
    votesWithin(material).filter(({ vote }) => vote.verdict === 'approved'),
    ({ vote, before }) => {
      const askers = askersIn(before).map(({ id }) => id);
      return standsFor(vote).some((id) => askers.includes(id))
        ? 'they had asked for it themselves.'
        : undefined;
    },
  );

/** Does silence mean no? */
export const expiryControl = (material: Material): Control =>
  control(
    {
      id: 'expiry',
      rule: 'Every vote names a request that was put, with its digest, and came before the request ran out of time.',
    },
    votesWithin(material),
    ({ vote, request }) => {
      if (request === undefined) return 'there is no such request.';
      if (vote.digest !== request.digest) return 'it names another plan than the request.';
      return vote.at > request.expiresAt
        ? `the request had expired on ${stamp(request.expiresAt)}.`
        : undefined;
    },
  );

/** Was what was decided what was seen? */
export const seenControl = (material: Material): Control =>
  control(
    {
      id: 'seen',
      rule: 'Where a vote names the check that its card showed, it is the check that the request rests on.',
    },
    votesWithin(material).filter(({ vote }) => vote.check !== undefined),
    ({ vote, request }) =>
      request?.check === undefined || request.check.digest === vote.check
        ? undefined
        : 'the card showed another check.',
  );

const FRESH = 10 * MINUTE;

/** Did approvers sign in anew where that was demanded? */
export const signInControl = (material: Material): Control =>
  control(
    {
      id: 'sign-in',
      rule: 'Where a new sign-in was demanded, each approval came within ten minutes of one.',
    },
    votesWithin(material).filter(
      ({ vote, request }) => vote.verdict === 'approved' && request?.stepUp === true,
    ),
    ({ vote }) => {
      const { signedInAt } = vote;
      const age =
        signedInAt === undefined ? Infinity : Date.parse(vote.at) - Date.parse(signedInAt);
      return age <= FRESH ? undefined : 'no sign-in of that time is on record.';
    },
  );
