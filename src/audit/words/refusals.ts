// Why something cannot be taken, where several clauses say so.

export const OBJECT =
  'The log tells who did something, not to whom it was done. A person can only be asked for as the ' +
  'one who acted, such as by dan@contoso.com.';

export const BY = 'Say “by” before whoever acted, such as by dan@contoso.com.';

export const IN_DYNAMICS_TEAMS =
  'Teams can be the workload or the table: say “in Microsoft Teams”, or “table team”.';
