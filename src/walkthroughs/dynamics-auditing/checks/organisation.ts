import { SOURCES } from '../sources.ts';
import { daysInWords } from '../steps/organisation-switches.ts';
import { given, note, onOff, pass, verdict, type Check } from './check.ts';

const SWITCHES = 'organisation-switches';

/** Switches of the organisation. */
export const ORGANISATION_CHECKS: readonly Check[] = [
  {
    id: 'C1',
    severity: 'error',
    sentence: 'Auditing is on for the organisation; without it table flags do nothing.',
    fix: 'Run the set-up: it switches Start auditing on.',
    fixedBy: SWITCHES,
    source: SOURCES.switches,
    judge: ({ organisation }) =>
      given(organisation, ({ auditing }) =>
        verdict(auditing, `Start auditing: ${onOff(auditing)}.`),
      ),
  },
  {
    id: 'C2',
    severity: 'error',
    sentence: 'Read auditing is not on without auditing.',
    fix: 'Run the set-up: it sends both switches together.',
    fixedBy: SWITCHES,
    judge: ({ organisation }) =>
      given(organisation, ({ auditing, reads }) =>
        verdict(
          !(reads === true && !auditing),
          `Read auditing: ${onOff(reads)}; auditing: ${onOff(auditing)}.`,
        ),
      ),
  },
  {
    id: 'C3',
    severity: 'error',
    sentence: 'User access auditing is not on without auditing.',
    fix: 'Run the set-up: it sends both switches together.',
    fixedBy: SWITCHES,
    judge: ({ organisation }) =>
      given(organisation, ({ auditing, userAccess }) =>
        verdict(
          !(userAccess && !auditing),
          `User access: ${onOff(userAccess)}; auditing: ${onOff(auditing)}.`,
        ),
      ),
  },
  {
    id: 'C4',
    severity: 'error',
    sentence: 'Read auditing is on for the organisation where tables log reads.',
    fix: 'Run the set-up with changes and reads.',
    fixedBy: SWITCHES,
    judge: ({ organisation, tables }) =>
      given(organisation, ({ reads }) =>
        given(tables, (all) => {
          const readers = all.filter(({ flags }) => flags.read || flags.readMultiple);
          return verdict(
            reads === true || readers.length === 0,
            `Read auditing: ${onOff(reads)}; tables with read flags: ${readers.length}.`,
          );
        }),
      ),
  },
  {
    id: 'C10',
    severity: 'warning',
    sentence: 'The environment does not block unmanaged customizations.',
    fix: 'If tables cannot be set, ask who switched the lock on; its effect on audit flags is unconfirmed.',
    judge: ({ organisation }) =>
      given(organisation, ({ customizationLocked }) =>
        verdict(
          !customizationLocked,
          `Lock of unmanaged customization: ${onOff(customizationLocked)}.`,
        ),
      ),
  },
  {
    id: 'C13',
    severity: 'warning',
    sentence: 'Audit rows are not kept for ever by accident.',
    fix: 'Choose a period in the set-up, or keep for ever on purpose.',
    source: SOURCES.rowRetention,
    judge: ({ organisation, answers }) =>
      given(organisation, ({ retentionDays }) =>
        retentionDays === undefined
          ? { kind: 'unread', evidence: 'The environment does not show its period.' }
          : verdict(
              retentionDays !== -1 || answers.retentionDays === -1,
              `Audit rows are kept ${daysInWords(retentionDays)}.`,
            ),
      ),
  },
  {
    id: 'C14',
    severity: 'information',
    sentence: 'A new period counts for new rows only.',
    fix: 'For existing rows use the admin center, Security, Auditing.',
    source: SOURCES.rowRetention,
    judge: ({ answers }) =>
      answers.retentionDays === undefined
        ? pass('The period is left as it is.')
        : note(`Chosen: ${daysInWords(answers.retentionDays)}; older rows keep their period.`),
  },
  {
    id: 'C31',
    severity: 'information',
    sentence: 'Sign-ins within the access interval are not separate rows.',
    fix: 'Nothing to do; read counts of sign-ins with this in mind.',
    judge: ({ organisation }) =>
      given(organisation, ({ userAccessInterval }) =>
        note(`The interval is ${userAccessInterval ?? 4} hours.`),
      ),
  },
];
