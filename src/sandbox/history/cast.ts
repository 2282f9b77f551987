import { ENVIRONMENTS, type SeededOrganisation } from '../environments-seed.ts';
import { PEOPLE } from '../people.ts';
import { diceOf } from './dice.ts';

/** Somebody who works at Contoso, as the audit log knows them. */
export interface Colleague {
  readonly name: string;
  readonly upn: string;
  readonly key: string;
  /** How much they do on a day, 1 to 10. */
  readonly busy: number;
  /** First and last hour of their day, UTC. */
  readonly hours: readonly [number, number];
  readonly office: string;
  /** Used on some days, all the time. */
  readonly home: string;
  readonly agent: string;
  readonly works: 'sales' | 'service' | 'administration' | 'customising';
}

const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';
const MOBILE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 DynamicsPhone/9.2';

/** Colleagues of the seeded people; they have no account for the bot. */
const OTHERS = ['Greta', 'Hugo', 'Ines', 'Jonas', 'Kira', 'Luca'];

const TRAITS: Readonly<Record<string, readonly [Colleague['works'], number, string]>> = {
  Ada: ['administration', 5, EDGE],
  Ben: ['sales', 4, EDGE],
  Cleo: ['sales', 3, SAFARI],
  Dan: ['service', 4, EDGE],
  Eve: ['service', 2, EDGE],
  Finn: ['sales', 6, EDGE],
  Greta: ['sales', 10, EDGE],
  Hugo: ['sales', 7, MOBILE],
  Ines: ['service', 9, EDGE],
  Jonas: ['customising', 5, EDGE],
  Kira: ['service', 6, SAFARI],
  Luca: ['sales', 2, EDGE],
};

function colleague(name: string, index: number): Colleague {
  const [works, busy, agent] = TRAITS[name] ?? ['sales', 1, EDGE];
  const early = index % 3;
  return {
    name,
    upn: `${name.toLowerCase()}@contoso.example`,
    key: `10032000A1B2C3${String(index + 1).padStart(2, '0')}`,
    busy,
    hours: [6 + early, 14 + early],
    office: index % 4 === 1 ? `[2001:db8:42::${index + 10}]` : `203.0.113.${index + 20}`,
    home: `203.0.113.${index + 120}`,
    agent,
    works,
  };
}

export const COLLEAGUES: readonly Colleague[] = [...PEOPLE.map(({ name }) => name), ...OTHERS].map(
  colleague,
);

export function getColleague(name: string): Colleague {
  const found = COLLEAGUES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`Nobody at Contoso is called ${name}.`);
  return found;
}

/** Read and sign-in events leave production environments only. */
const logged = (number: number): SeededOrganisation => {
  const found = ENVIRONMENTS[number]?.dataverse;
  if (found?.production !== true) throw new Error('That environment logs nothing.');
  return found;
};
export const SALES = logged(0);
export const SERVICE = logged(1);

type Weighted = readonly (readonly [number, string])[];

/** What people have open: few tables most of the time. */
export const SALES_TABLES: Weighted = [
  [34, 'account'],
  [26, 'contact'],
  [16, 'opportunity'],
  [8, 'lead'],
  [4, 'quote'],
  [3, 'task'],
  [3, 'con_contractreview'],
  [2, 'con_creditcheck'],
  [2, 'con_pricingexception'],
  [1, 'msdyn_workorder'],
  [1, 'annotation'],
];
export const SERVICE_TABLES: Weighted = [
  [44, 'incident'],
  [18, 'contact'],
  [12, 'account'],
  [9, 'con_warrantyclaim'],
  [6, 'email'],
  [5, 'knowledgearticle'],
  [4, 'con_returnshipment'],
  [2, 'queueitem'],
];

/** One of the rows of a table; low numbers are the well-known ones. */
export const rowOf = (table: string, number: number): string => diceOf('row', table, number).guid();

const CUSTOMERS = [
  'Adatum Corporation',
  'Alpine Ski House',
  'Blue Yonder Airlines',
  'City Power & Light',
  'Coho Winery',
  'Litware, Inc.',
  'Northwind Traders',
  'Trey Research',
  "Eilish O'Neill",
  'Günther Weiß',
];
export const nameOfRow = (number: number): string => CUSTOMERS[number % CUSTOMERS.length] ?? '';
