/** Asked as admins and auditors write, on Wednesday 2026-11-18 in Berlin. */
export const PLAIN: Readonly<Record<string, string>> = {
  'exports by "ann@contoso.com"': 'user=ann@contoso.com; verb=export',
  'what did “ann@contoso.com” do yesterday': 'by verb; user=ann@contoso.com; 11-17 → 11-18',
  'exports except "ann@contoso.com"': 'user!=ann@contoso.com; verb=export',
  'table "ann@contoso.com"': 'table=ann@contoso.com',
  'exports by everyone but bob@contoso.com': 'user!=bob@contoso.com; verb=export',
  'exports by all but bob@contoso.com and eve@contoso.com':
    'user!=bob@contoso.com|eve@contoso.com; verb=export',
  'everything but reads': 'verb!=read|read many',
  'who exported everything but contacts': 'by user; verb=export; table!=contact',
  'exports except those by bob@contoso.com': 'user!=bob@contoso.com; verb=export',
  'exports coming from 203.0.113.7': 'verb=export; address=203.0.113.7',
  'exports by bob@contoso.com & eve@contoso.com':
    'user=bob@contoso.com|eve@contoso.com; verb=export',
  'unique users per day': 'users; per day',
  'distinct users who exported contacts last week':
    'users; verb=export; table=contact; 11-09 → 11-16',
  'summary of last week': '11-09 → 11-16',
  'summary of bob@contoso.com last week': 'user=bob@contoso.com; 11-09 → 11-16',
  'give me a report of exports by user': 'by user; verb=export',
  'who worked last weekend': 'by user; 11-14 → 11-16',
  'who was working after hours': 'by user; hours=outside working hours',
  'actions taken by bob@contoso.com': 'user=bob@contoso.com',
  'exports by date last week': 'verb=export; per day; 11-09 → 11-16',
  'who retrieved contacts': 'by user; verb=read|read many; table=contact',
  'contacts downloaded by bob@contoso.com': 'user=bob@contoso.com; verb=export; table=contact',
  'who downloaded contacts to excel': 'by user; message=exporttoexcel*; table=contact',
  'who failed to log in yesterday': 'by user; verb=sign in; result=failed; 11-17 → 11-18',
  'who exported something': 'by user; verb=export',
  'exports broken down by table': 'by table; verb=export',
  'how often was the contact table exported': 'verb=export; table=contact',
  'exports from 203.0.113.0/24 except 203.0.113.7':
    'verb=export; address=203.0.113.0/24; address!=203.0.113.7',
  'logins that were not successful': 'verb=sign in; result!=ok',
  'who had the most failed logins': 'by user; verb=sign in; result=failed',
  'what operations were performed by bob@contoso.com': 'by message; user=bob@contoso.com',
  // Close by, and not to be had.
  'exports of "ann@contoso.com"': 'REFUSE',
  'exports by "contact"': 'REFUSE',
  'exports of everything but contacts': 'REFUSE',
  'who executed workflows': 'REFUSE',
  'who exported unique contacts': 'REFUSE',
  'who deleted the most accounts': 'REFUSE',
  'sharepoint downloads': 'REFUSE',
  'who failed to log in or deleted contacts': 'REFUSE',
  'exports by neither bob@contoso.com nor eve@contoso.com': 'REFUSE',
  'exports except contacts except accounts': 'REFUSE',
  'exports of contacts or by bob@contoso.com': 'REFUSE',
  'exports by bob@contoso.com, deletes by eve@contoso.com': 'REFUSE',
  'users who did not log in': 'REFUSE',
  'not not exports': 'REFUSE',
  'last login of bob@contoso.com': 'REFUSE',
};

/** Words that are known, and why no question can be asked with them. */
export const HINTS: Readonly<Record<string, readonly string[]>> = {
  'Ask for a ranking': ['more than 100 deletes', 'who deleted more than 100 accounts'],
  'A single record': ['when did bob@contoso.com export contacts', 'first export', 'latest exports'],
  'between which times': ['exports at night last week', 'exports last week in the evening'],
  'except weekends': ['exports on weekdays last month'],
  'such as by user': ['exports by "Bob Ruiz"'],
};
