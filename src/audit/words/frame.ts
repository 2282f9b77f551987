import { UNITS } from '../query.ts';
import type { Unit } from '../query.ts';
import { PREPS } from './sense.ts';
import type { Entry, NameSense, Prep } from './sense.ts';

// The words around what is asked: who, by, not, top, the names of fields.

const name = (of: NameSense['of'], one: string, many: string): readonly Entry[] => [
  [one, { kind: 'name', of, many: false }],
  [many, { kind: 'name', of, many: true }],
];

const NAMES: readonly Entry[] = [
  ...name('user', 'user|person|actor', 'users|people|persons'),
  ...name(
    'verb',
    'verb|kind of action|type of action|action',
    'verbs|kinds of action|kinds of actions',
  ),
  ...name('message', 'message|operation|sdk message', 'messages|operations|sdk messages'),
  ...name('table', 'table|entity', 'tables|entities'),
  ...name('environment', 'environment|env', 'environments'),
  ...name(
    'address',
    'address|ip|ip address|client address|client ip',
    'addresses|ips|ip addresses|client addresses|client ips',
  ),
  ...name('result', 'result|outcome', 'results|outcomes'),
  ...name('workload', 'workload', 'workloads'),
  ...name('type', 'record type', 'record types'),
  ['type|types', { kind: 'name', of: 'type', many: false, named: true }],
  ...name('record', 'record|row', 'records|rows'),
  ...name(
    'actor',
    'kind of user|type of user|user type|kind of actor|actor kind|kind of users',
    'kinds of user|kinds of users|user types|types of user',
  ),
  ...name('agent', 'client|agent|user agent|browser', 'clients|agents|user agents|browsers'),
  ...name('report', 'report', 'reports'),
  ...name(
    'hour of day',
    'hour of day|hour of the day|time of day',
    'hours of day|hours of the day',
  ),
  ...name(
    'weekday',
    'weekday|day of week|day of the week',
    'weekdays|days of week|days of the week',
  ),
  ...name('hours', 'time', 'times'),
];

const SERIES: readonly (readonly [string, Unit | undefined])[] = [
  ['hourly', 'hour'],
  ['daily|day by day|each day', 'day'],
  ['weekly|week by week|each week', 'week'],
  ['monthly|month by month|each month', 'month'],
  ['quarterly', 'quarter'],
  ['over time|trend|trend of|trends|timeline|timeline of|time line', undefined],
];

const PREP_WORDS: Readonly<Record<Prep, string>> = {
  by: 'by',
  per: 'per|for each|grouped by|broken down by|split by|group by|for every',
  from: 'from|coming from|originating from',
  in: 'in|within|inside',
  on: 'on',
  of: 'of',
  for: 'for|about',
  to: 'to',
  with: 'with|having',
  via: 'via|using|through',
  at: 'at',
  during: 'during|over|throughout',
};

const refused = (says: string, words: string): Entry => [words, { kind: 'refused', says }];

const REFUSED: readonly Entry[] = [
  refused(
    'How many there must be cannot be asked. Ask for a ranking, such as “top 10 users by deletes”.',
    'more than|less than|fewer than|at least|at most|or more|or less',
  ),
  refused(
    'A single record cannot be asked for. Name a time; the answer lists what was done in it, such as “exports by dan@contoso.com per hour”.',
    'when|first|latest|newest|oldest|earliest|most recent|recent|first time|last time',
  ),
  refused(
    'Say between which times, such as “last week between 22:00 and 06:00”.',
    'at night|at nights|in evening|in evenings|in morning|in mornings|in afternoon|in afternoons' +
      '|night|nights|evening|evenings|morning|mornings|afternoon|afternoons|lunch|lunchtime',
  ),
  refused(
    'Say the time as “last 7 days” or “last 24 hours”; for a series say “per day”.',
    'hours|days|weeks|months|quarters|years',
  ),
  refused(
    'Days of the week can only be left out as weekends: say “except weekends”.',
    'on weekdays|on working days|working days|business days|on business days',
  ),
  refused(
    '“Only” can mean several things. Leave it out: every word of a question narrows the answer already.',
    'only|just|exclusively|solely|alone',
  ),
  refused(
    'What somebody never did cannot be counted from what was logged. Ask for what was done.',
    'never|nobody|no one|none|neither|nothing|nowhere',
  ),
  refused(
    'Say which one is meant: this bot does not know what was spoken of before.',
    'this one|that|those|these|it|its|same',
  ),
  refused(
    'What was removed from a team, a role, a list or somebody is not a deletion. Ask for “security changes”, or name the message.',
    'removed from|removed access|removed role|removed roles|removed security roles|removed members|removed users|removed privileges|removed permissions',
  ),
  refused(
    'Who may do something is not in the audit log, only who did it. Ask who accessed it.',
    'has access|have access|had access|got access|get access|gave access|gets access|lost access',
  ),
  refused(
    'Say whether you mean the table (table account) or what a person did (activity by dan@contoso.com).',
    'account activity|account activities|account actions|account events',
  ),
  refused('Say your own address instead, such as by dan@contoso.com.', 'my|i|mine|myself'),
  refused(
    'Say the address of the person, such as by dan@contoso.com.',
    'he|she|they|his|her|their|him|them',
  ),
  refused(
    'An answer takes in whatever is asked: say one thing only, without “both” and “either”.',
    'both|either',
  ),
  refused(
    'Say whether you mean admin events (of the Power Platform), or activity by admins.',
    'admin activity|admin activities|administrator activity',
  ),
  refused(
    'Who is signed in at a time cannot be told from the log, only who signed in. Ask for sign-ins.',
    'is signed in|are signed in|is logged in|are logged in|is logged on|are logged on',
  ),
  refused(
    'Say “table mailbox” for the table of Dynamics, or “activity in Exchange” for mailboxes.',
    'mailbox|mailboxes',
  ),
  refused(
    'Say what the account is: table account, or a person by address.',
    'user account|user accounts',
  ),
];

const thing = (words: string, deed = false, note?: string): Entry => [
  words,
  { kind: 'thing', measure: 'actions', deed, ...(note === undefined ? {} : { note }) },
];

const THINGS: readonly Entry[] = [
  thing(
    'actions|activity|activities|operations|events|action|happened|audit activity|audit events',
  ),
  thing('summary of|summary|overview of|overview'),
  thing('was active|were active|worked|was working|were working'),
  thing('user activity|user actions|user activities|log activity'),
  thing(
    'done|do|perform|performed|carried out|carry out|doing|performing|actions taken|everything',
  ),
  // What follows is what was made: "who made admins" does not ask what admins made.
  thing('made|make|making', true),
  thing('access|accesses', false, 'Access is taken as any action, not only reading.'),
  thing('accessed|accessing', true, 'Accessed is taken as any action, not only reading.'),
  thing('touched|worked with|worked on|work with|work on|used|use', true),
  thing('what stands out|anything unusual|unusual activity|unusual actions|anomalies|stands out'),
  [
    'audit records|log records|log entries|audit entries',
    { kind: 'thing', measure: 'records', deed: false },
  ],
  ['records|rows|data records|data|record|row', { kind: 'rows' }],
];

const FILLER =
  'me|please|show|show me|give|give me|tell|tell me|display|list|find|get|us|our|all|any|there' +
  '|can you|could you|i want to see|i would like to see|i want to know|i need to know|let me see' +
  '|i would like to know|i need|i want|hi|hello|hey|report of|audit report on|audit report of|something' +
  '|in audit log|from audit log|in log|according to log|according to audit log' +
  '|by anyone|by anybody|by everyone|by everybody|pls|plz|thx|total|anything' +
  '|a list of|list of|report on|report about|chart of|numbers of|statistics of|statistics on' +
  '|do you know|thanks|thank you';

export const FRAME_WORDS: readonly Entry[] = [
  ...NAMES,
  ...THINGS,
  ...UNITS.map((unit): Entry => [unit, { kind: 'unit', unit }]),
  ['date', { kind: 'unit', unit: 'day' }],
  ...SERIES.map(([words, unit]): Entry => [words, { kind: 'series', unit }]),
  ...PREPS.map((prep): Entry => [PREP_WORDS[prep], { kind: 'prep', prep }]),
  [
    'who|whom|anyone|anybody|someone|somebody|which person|which people|which users|what users',
    { kind: 'ask', ask: 'who' },
  ],
  ['what', { kind: 'ask', ask: 'what' }],
  ['which', { kind: 'ask', ask: 'which' }],
  [
    'how many|number of|count|count of|how many different|number of different|number of distinct' +
      '|distinct|unique|how many distinct|how many unique|number of unique|numbers of|count distinct|count different',
    { kind: 'ask', ask: 'how many' },
  ],
  [
    'how much|how often|how many times|how frequently',
    { kind: 'thing', measure: 'actions', deed: false },
  ],
  ['where', { kind: 'where' }],
  ['was|were|is|are|been|be|being|that was|that were', { kind: 'aux', be: true }],
  ['did|does|has|have|had', { kind: 'aux', be: false }],
  ['top|most active|most frequent|busiest|most often', { kind: 'rank', order: 'most', top: true }],
  ['most|with most|most first|highest first', { kind: 'rank', order: 'most', top: false }],
  ['bottom|least active|least frequent|least often', { kind: 'rank', order: 'fewest', top: true }],
  [
    'fewest|with fewest|least|fewest first|lowest first',
    { kind: 'rank', order: 'fewest', top: false },
  ],
  ['not', { kind: 'not', firm: false }],
  [
    'all but|everyone but|everybody but|anyone but|anybody but|everything but|by all but' +
      '|by everyone but|by everybody but|by anyone but|by anybody but|except those|excluding those' +
      '|but not those|except|except for|excluding|exclude|excl|without|other than|apart from|but not|besides|ignoring' +
      '|ignore|leaving out|leave out|minus|no',
    { kind: 'not', firm: true },
  ],
  ['and|as well as|plus|&', { kind: 'join', join: 'and' }],
  ['or', { kind: 'join', join: 'or' }],
  ['three', { kind: 'number', value: 3 }],
  ['five', { kind: 'number', value: 5 }],
  ['ten', { kind: 'number', value: 10 }],
  ['twenty', { kind: 'number', value: 20 }],
  ['nor', { kind: 'join', join: 'nor' }],
  [FILLER, { kind: 'filler' }],
  ...REFUSED,
];
