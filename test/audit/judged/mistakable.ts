/** Questions beside others that look nearly the same, asked on Wednesday 2026-11-18 in Berlin. */
export const MISTAKABLE: Readonly<Record<string, string>> = {
  // People are counted, not what they did; sign-ins of theirs are actions.
  'how many admins logged in yesterday': 'users; verb=sign in; actor=admin; 11-17 → 11-18',
  'how many admin logins yesterday': 'verb=sign in; actor=admin; 11-17 → 11-18',
  'how many guests exported contacts': 'users; verb=export; table=contact; actor=guest',
  'how many admins were active last week': 'users; actor=admin; 11-09 → 11-16',
  'count users who exported': 'users; verb=export',
  'number of users who deleted contacts': 'users; verb=delete; table=contact',
  // A kind of people, and a table.
  'which admins deleted accounts': 'by user; verb=delete; table=account; actor=admin',
  'top 5 admins by deletes': 'by user; verb=delete; actor=admin; limit 5',
  'which contacts did bob@contoso.com delete':
    'by record; user=bob@contoso.com; verb=delete; table=contact',
  // Where it was done can be asked of anybody.
  'which tables did bob@contoso.com change': 'by table; user=bob@contoso.com; verb=change',
  'in which tables did bob@contoso.com delete': 'by table; user=bob@contoso.com; verb=delete',
  'which environments did bob@contoso.com delete contacts':
    'by environment; user=bob@contoso.com; verb=delete; table=contact',
  // Machinery never wins among people, however that is asked.
  'who was most active last week': 'by user; noise!=background; 11-09 → 11-16',
  'most active users last week': 'by user; noise!=background; 11-09 → 11-16',
  // A weekend that is over, and every weekend.
  'exports over the weekend': 'verb=export; 11-14 → 11-16',
  'exports on weekends last month': 'verb=export; hours=weekend; 10-01 → 11-01',
  // A night of one day, and of every day.
  'exports between 22:00 and 06:00 last week': 'verb=export; hours=22:00-06:00; 11-09 → 11-16',
  'exports between 22:00 yesterday and 06:00 today': 'verb=export; 11-17 22:00 → 11-18 06:00',
  'exports of everything': 'verb=export',
  'delete operations yesterday': 'verb=delete; 11-17 → 11-18',
  'table mailbox': 'table=mailbox',
  'exports with client excel': 'verb=export; agent=excel',
};

/** What is refused, under a part of the sentence that says why. */
export const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  'not to whom it was done': [
    'who did bob@contoso.com delete',
    'whom did bob@contoso.com delete',
    'who has bob@contoso.com deleted',
    'which users did bob@contoso.com delete',
    'which user did admins change',
    'which people did guests delete',
    'which admins did bob@contoso.com delete',
    'how many users did bob@contoso.com delete',
    'how many admins did bob@contoso.com delete',
    'who did user bob@contoso.com share contacts with',
  ],
  'Who somebody is cannot be told': [
    'who is an admin',
    'who are the admins',
    'which users are guests',
    'how many users are admins',
  ],
  'meant of the thing itself': [
    'which tables did bob@contoso.com delete',
    'what environments did admins delete last month',
    'how many tables did bob@contoso.com create',
  ],
  'what it was done to': [
    'deletions of activities',
    'deletions of audit records',
    'exports of actions by user',
    'changes in activities',
    'activities deleted by bob@contoso.com',
    'audit records were deleted yesterday',
  ],
  'Made can be created': ['who made contacts', 'who made contacts last week'],
  'only who signed in': ['who is logged in', 'which users are signed in'],
  'in Exchange': ['mailbox access', 'who changed mailboxes'],
  'to Excel': ['who exported contacts via excel', 'exports using Excel'],
  'what was done to accounts': [
    'bob@contoso.com account changes',
    "bob@contoso.com's account changes",
  ],
  'not after their start': [
    'exports yesterday between 22:00 and 06:00',
    'exports from 22:00 to 06:00 yesterday',
    'exports on 3 August between 18:00 and 02:00',
  ],
  'Clocks went back': ['exports on 25 October between 02:00 and 03:00'],
  'lies in the future': ['exports after 18:00 today'],
};
