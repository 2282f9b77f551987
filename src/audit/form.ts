import ipaddr from 'ipaddr.js';
import type { Data } from '../core/data.ts';
import { suggest } from '../core/suggest.ts';
import type { Form, Option, Question, Reading } from '../core/walkthrough.ts';
import type { Definitions } from './definitions.ts';
import { AuditQuery, LIMIT, normal, type Dimension, type Filter, type Period } from './query.ts';

type Answers = { readonly [key: string]: Data };
type Input = { readonly [field: string]: string };

export interface FormParts {
  readonly definitions: Definitions;
  /** Reads a period in words, such as `last week`; a sentence says why not. */
  readonly findPeriod: (
    text: string,
  ) =>
    | { readonly kind: 'found'; readonly period: Period }
    | { readonly kind: 'unclear' | 'none'; readonly says: string };
}

const refused = (problem: string): Reading => ({ kind: 'refused', problem });

/** Report, period and filters as three forms: what they gather is the same as a question in words. */
export const questionForms = (parts: FormParts): readonly Question[] => [
  about(parts),
  period(parts),
  filters,
];

const ANYTHING = 'anything';

function about({ definitions }: FormParts): Question {
  const options: readonly Option[] = [
    { value: ANYTHING, title: 'Any activity' },
    ...definitions.reports.map(({ id, title }) => ({ value: `report/${id}`, title })),
    ...definitions.verbs.map(({ id, title }) => ({ value: `verb/${id}`, title })),
  ];
  const find = (said: string): Option | undefined => {
    const word = said.trim().toLowerCase();
    return options.find(({ value, title }) =>
      [value, value.slice(value.indexOf('/') + 1), title.toLowerCase()].includes(word),
    );
  };
  return {
    id: 'audit-about',
    form: async () => ({
      title: 'What do you want to know?',
      intro: ['A report, or a kind of activity. Each shows its exact filter in the answer.'],
      fields: [
        { id: 'about', label: 'Report', kind: 'one', options, required: true, filtered: true },
      ],
      typed: 'about',
      example: 'accessed custom entity',
    }),
    async read(_answers, { about: said = '' }) {
      const found = find(said);
      if (found !== undefined) return { kind: 'answered', answers: { about: found.value } };
      const near = suggest(
        said.trim().toLowerCase(),
        options.map(({ title }) => title.toLowerCase()),
      );
      const meant = near.length === 0 ? '' : ` Did you mean: ${near.join(', ')}?`;
      return refused(`There is no report of that name.${meant}`);
    },
  };
}

const PERIODS = [
  'today',
  'yesterday',
  'last 7 days',
  'last week',
  'last 30 days',
  'this month',
  'last month',
];

function period({ findPeriod }: FormParts): Question {
  const form: Form = {
    title: 'For which period?',
    intro: ['Choose one, or say it in words, such as 3 August after 18:00.'],
    fields: [
      {
        id: 'period',
        label: 'Period',
        kind: 'one',
        options: PERIODS.map((one) => ({ value: one, title: one })),
        value: 'last 7 days',
      },
      { id: 'words', label: 'Or in words', kind: 'text', placeholder: 'from 1 to 15 October' },
    ],
    typed: 'words',
    example: 'last 30 days',
  };
  return {
    id: 'audit-period',
    form: async () => form,
    async read(_answers, { period: chosen = '', words = '' }) {
      const found = findPeriod(words.trim() === '' ? chosen : words);
      return found.kind === 'found'
        ? { kind: 'answered', answers: { period: JSON.parse(JSON.stringify(found.period)) } }
        : refused(found.says);
    },
  };
}

const GROUPS: readonly Option[] = [
  { value: 'user', title: 'User' },
  { value: 'table', title: 'Table' },
  { value: 'message', title: 'Message' },
  { value: 'address', title: 'Client address' },
  { value: 'environment', title: 'Environment' },
];

const isAddress = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

const RULES = {
  user: {
    fits: (text: string) => /^[^\s@]+@[^\s@]+$|^[0-9a-f-]{36}$/i.test(text),
    like: 'an address such as dan@contoso.com',
  },
  table: {
    fits: (text: string) => /^[a-z][a-z0-9_]*$/i.test(text),
    like: 'a table such as account',
  },
  environment: {
    fits: (text: string) => /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(text),
    like: 'a host name such as contoso.crm4.dynamics.com',
  },
  address: { fits: isAddress, like: 'an address or a range such as 203.0.113.0/24' },
} as const;

const filters: Question = {
  id: 'audit-filters',
  form: async () => ({
    title: 'Anything in particular?',
    intro: ['Leave empty what does not matter.'],
    fields: [
      { id: 'user', label: 'User', kind: 'text', placeholder: RULES.user.like },
      { id: 'table', label: 'Table', kind: 'text', placeholder: RULES.table.like },
      {
        id: 'environment',
        label: 'Environment',
        kind: 'text',
        placeholder: RULES.environment.like,
      },
      { id: 'address', label: 'Client address', kind: 'text', placeholder: RULES.address.like },
      { id: 'by', label: 'Group by', kind: 'one', options: GROUPS, value: 'user' },
    ],
    typed: 'user',
    example: 'dan@contoso.com” or “no',
  }),
  async read(_answers, input) {
    const said = (field: keyof typeof RULES): string => {
      const text = (input[field] ?? '').trim().toLowerCase();
      return /^(?:no|none|nothing|-)$/.test(text) ? '' : text;
    };
    const names = ['user', 'table', 'environment', 'address'] as const;
    const wrong = names.find((field) => said(field) !== '' && !RULES[field].fits(said(field)));
    if (wrong !== undefined) return refused(`The ${wrong} has to be ${RULES[wrong].like}.`);
    const by = GROUPS.find(({ value }) => value === input['by'])?.value ?? 'user';
    const given = names.flatMap((field) => (said(field) === '' ? [] : [[field, said(field)]]));
    return { kind: 'answered', answers: { filters: Object.fromEntries(given), by } };
  },
};

const BY: readonly Dimension[] = ['user', 'table', 'message', 'address', 'environment'];

/** The question that the forms have gathered; undefined when they have not. */
export function queryFrom(answers: Answers): AuditQuery | undefined {
  const [kind = '', id = ''] = String(answers['about'] ?? '').split('/');
  const about: readonly Filter[] =
    kind === 'report' || kind === 'verb' ? [{ field: kind, is: true, values: [id] }] : [];
  const given: Input = Object(answers['filters']);
  const others = (['user', 'table', 'environment', 'address'] as const).flatMap((field) => {
    const value = given[field];
    return value === undefined ? [] : [{ field, is: true, values: [value] }];
  });
  const by = BY.find((dimension) => dimension === answers['by']) ?? 'user';
  const query = AuditQuery.safeParse({
    count: 'actions',
    filters: [...about, ...others],
    period: answers['period'],
    by: [by],
    order: 'most',
    limit: LIMIT,
    compare: false,
  });
  return query.success ? normal(query.data) : undefined;
}
