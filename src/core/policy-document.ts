import { z } from 'zod';
import { findDuration } from './duration.ts';

const must = (what: string) => ({ error: `has to be ${what}` });

const id = z.guid(must('an object id of Entra, a GUID')).toLowerCase();
const duration = z
  .string(must('an ISO 8601 duration such as PT72H'))
  .refine((text) => findDuration(text) !== undefined, must('an ISO 8601 duration such as PT72H'));

const list = <T extends z.ZodType>(of: T, what: string) => z.array(of, must(what)).readonly();

const group = z.strictObject({
  id,
  name: z.string(must('the name of the group')).min(1, must('the name of the group')),
});

/** Whoever is never let approve; said in the file, and never switched off by it. */
export const EXCLUDED = ['requester', 'executor', 'custodians of the other key'] as const;

const demands = {
  quorum: z.int(must('a whole number of approvers')).min(0, must('1 or more')),
  groups: list(group, 'a list of groups, each with id and name').exactOptional(),
  expiresAfter: duration,
  coolDown: duration.exactOptional(),
  phrase: z
    .string(must('the words to be typed'))
    .min(3, must('at least three letters'))
    .max(100, must('at most 100 letters'))
    .exactOptional(),
  stepUp: z.boolean(must('true or false')).exactOptional(),
  exclude: list(
    z.enum(EXCLUDED, must(`one of ${EXCLUDED.join(', ')}`)),
    'a list of who is excluded',
  ).exactOptional(),
  remindAfter: list(duration, 'a list of ISO 8601 durations').exactOptional(),
};
const wholeRule = z.strictObject(demands, must('a rule with quorum and expiresAfter'));
const someRule = z.strictObject(
  {
    ...demands,
    quorum: demands.quorum.exactOptional(),
    expiresAfter: demands.expiresAfter.exactOptional(),
  },
  must('a rule'),
);

const time = z
  .string(must('a time such as 22:00'))
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, must('a time such as 22:00'));

/** The file as it is written, and as it is kept in the ledger. */
export const PolicyDocument = z.strictObject(
  {
    version: z.literal(1, must('1, the only version of the format there is')),
    risks: z.strictObject(
      { routine: wholeRule, sensitive: wholeRule, irreversible: wholeRule },
      must('an object with a rule for routine, sensitive and irreversible'),
    ),
    /** Where a walkthrough differs: what is left out is as for the risk. */
    walkthroughs: z
      .record(
        z.string(),
        z.strictObject(
          {
            routine: someRule.exactOptional(),
            sensitive: someRule.exactOptional(),
            irreversible: someRule.exactOptional(),
          },
          must('an object of rules by risk'),
        ),
        must('an object of walkthroughs by name'),
      )
      .exactOptional(),
    quietHours: z
      .strictObject(
        { from: time, to: time, zone: z.string(must('a time zone such as Europe/Berlin')) },
        must('an object with from, to and zone'),
      )
      .exactOptional(),
    /** Who may stand in for whom: lists of object ids by object id. */
    deputies: z
      .record(id, list(id, 'a list of object ids'), must('an object of lists by object id'))
      .exactOptional(),
    breakGlass: z
      .strictObject(
        { walkthroughs: list(z.string(must('the name of a walkthrough')), 'a list of names') },
        must('an object with a list of walkthroughs'),
      )
      .exactOptional(),
  },
  must('a JSON object'),
);
export type PolicyDocument = z.infer<typeof PolicyDocument>;
export type RuleDocument = PolicyDocument['risks']['routine'];
