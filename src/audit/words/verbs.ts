import type { Verb } from './ids.ts';
import type { Entry, Form } from './sense.ts';

// Phrases are written without hyphens and articles: those make no difference.

const deeds = (
  values: readonly Verb[],
  forms: Readonly<Record<Form, string>>,
): readonly Entry[] => [
  [forms.past, { kind: 'value', field: 'verb', values, form: 'past' }],
  [forms.plain, { kind: 'value', field: 'verb', values, form: 'plain' }],
  [forms.noun, { kind: 'value', field: 'verb', values, form: 'noun' }],
];

const SIGNING =
  'signed in|logged in|logged on|sign in|log in|log on|login|signing in|logging in' +
  '|sign ins|signins|logins|log ins|logons|sign in events|sign in attempts|login attempts|log in attempts';

const message = (values: readonly string[], form: Form, note?: string): Entry[1] => ({
  kind: 'value',
  field: 'message',
  values,
  form,
  ...(note === undefined ? {} : { note }),
});

const EXCEL = 'Every message that begins with ExportToExcel is an export to Excel.';
const DOWNLOADED = 'Downloaded is taken as exported.';
const REMOVED = 'Removed is taken as deleted.';
const ROLES =
  'Role changes are taken to be those of privileges and members; updates of a role’s own row are not among them.';

/** Words for groups of messages, and for single messages that have a word of their own. */
export const VERB_WORDS: readonly Entry[] = [
  // Lists count as reading: whoever saw a record in a list has seen it.
  ...deeds(['read', 'read many'], {
    past: 'viewed|retrieved|read|opened record|opened records|looked at|looked up|saw|seen',
    plain: 'view|look at|look up|see|viewing|reading|looking at',
    noun: 'views|reads',
  }),
  ...deeds(['read many'], {
    past: 'listed',
    plain: 'read many|listing',
    noun: 'reads of many|reads of many records|multiple record views|multiple record view|list views',
  }),
  ...deeds(['export'], {
    past: 'exported',
    plain: 'export|exporting',
    noun: 'exports',
  }),
  ...deeds(['create'], {
    past: 'created',
    plain: 'create|creating',
    noun: 'creations|creation',
  }),
  ...deeds(['change'], {
    past: 'changed|modified|edited|updated|altered',
    plain: 'change|modify|edit|update|alter|changing|modifying|editing|updating',
    noun: 'changes|modifications|edits|updates|modification',
  }),
  ...deeds(['delete'], {
    past: 'deleted|erased',
    plain: 'delete|erase|deleting|erasing',
    noun: 'deletions|deletion|deletes',
  }),
  [
    'downloaded',
    { kind: 'value', field: 'verb', values: ['export'], form: 'past', note: DOWNLOADED },
  ],
  [
    'downloads',
    { kind: 'value', field: 'verb', values: ['export'], form: 'noun', note: DOWNLOADED },
  ],
  ['removed', { kind: 'value', field: 'verb', values: ['delete'], form: 'past', note: REMOVED }],
  ...deeds(['share'], {
    past: 'shared',
    plain: 'share',
    noun: 'shares|sharing|sharing changes|changes of sharing|changes to sharing',
  }),
  ...deeds(['assign'], {
    past: 'assigned|reassigned',
    plain: 'assign|reassign|assigning|reassigning',
    noun: 'assignments|reassignments|ownership changes|owner changes|changes of owner|changes of ownership',
  }),
  [
    'security changes|privilege changes|permission changes|changes of privileges|changes of permissions' +
      '|changes to privileges|changes to permissions|changed privileges|changed permissions' +
      '|role assignments|role and team changes|assigned roles|assigned security roles' +
      '|granted roles|granted security roles|granted privileges',
    { kind: 'value', field: 'verb', values: ['security'], form: 'noun' },
  ],
  [
    'role changes|security role changes|changed roles|changed security roles|modified roles' +
      '|modified security roles|changes to roles|changes to security roles|changes of roles' +
      '|changes of security roles|changing roles|changing security roles',
    { kind: 'value', field: 'verb', values: ['security'], form: 'noun', note: ROLES },
  ],
  [
    'privilege and sharing changes|sharing and privilege changes|permission and sharing changes' +
      '|sharing and permission changes',
    { kind: 'value', field: 'verb', values: ['security', 'share'], form: 'noun' },
  ],
  ...deeds(['customise'], {
    past: 'customised|customized',
    plain: 'customise|customize|customising|customizing',
    noun:
      'customisations|customizations|customisation|customization|customisation changes' +
      '|customization changes|changes to customisations|changes to customizations',
  }),
  [
    'bulk actions|bulk operations|bulk action|bulk operation|bulk and import operations' +
      '|bulk and import actions|bulk activity',
    { kind: 'value', field: 'verb', values: ['bulk'], form: 'noun' },
  ],
  [SIGNING, { kind: 'value', field: 'verb', values: ['sign in'], form: 'noun' }],
  [
    'failed to sign in|failed to log in|failed to login|failed to log on',
    {
      kind: 'value',
      field: 'verb',
      values: ['sign in'],
      form: 'noun',
      also: [{ field: 'result', is: true, values: ['failed'] }],
    },
  ],
  [
    'signed out|logged out|logged off|sign outs|sign out|log outs|logouts|logout|signing out',
    message(['usersignout'], 'noun'),
  ],
  [
    'bulk deletes|bulk delete|bulk deletions|bulk deleted|bulk delete jobs',
    message(['bulkdelete'], 'noun'),
  ],
  [
    'to excel|into excel|excel exports|excel export|excel downloads|excel download' +
      '|downloaded to excel|downloads to excel|download to excel|downloading to excel',
    message(['exporttoexcel*'], 'noun', EXCEL),
  ],
  [
    'to excel or word|to word or excel|to excel and word|to word and excel|to excel or to word',
    message(['exporttoexcel*', 'exporttoword*'], 'noun', EXCEL),
  ],
  ['to word|into word|word exports', message(['exporttoword*'], 'noun')],
  [
    'imported solutions|solution imports|importing solutions|imports of solutions',
    message(['importsolution', 'importsolutionasync'], 'noun'),
  ],
  ['closed cases|case closures|closing cases', message(['closeincident'], 'noun')],
  ['won opportunities', message(['winopportunity'], 'noun')],
  ['lost opportunities', message(['loseopportunity'], 'noun')],
  ['qualified leads|lead qualifications', message(['qualifylead'], 'noun')],
  ['granted access', message(['grantaccess'], 'past')],
  ['revoked access', message(['revokeaccess'], 'past')],
  ['ran bulk deletes|ran bulk delete|ran bulk delete jobs', message(['bulkdelete'], 'noun')],
  ['published|publishes', message(['publishallxml', 'publishxml'], 'past')],
  ['publish|publishing', message(['publishallxml', 'publishxml'], 'plain')],
  [
    'publications|published customisations|published customizations|publishing customisations' +
      '|publishing customizations|publishing of customisations|publishing of customizations',
    message(['publishallxml', 'publishxml'], 'noun'),
  ],
  ['merged', message(['merge'], 'past')],
  ['merges', message(['merge'], 'noun')],
  ['retrieves', message(['retrieve'], 'noun')],
];
