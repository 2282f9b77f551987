import type { ServiceAnswer } from '../service.ts';
import { collection, type RowType } from './collection.ts';
import type { Operation } from './documents.ts';
import { logActivity } from './events.ts';
import { fixedId } from './ids.ts';
import { findRunning } from './lock.ts';
import { secondsOf, type Call, type Org } from './org.ts';
import type { Row } from './filter-values.ts';

const OPERATIONS = [
  'Import',
  'Uninstall',
  'Export',
  'Publish',
  'PublishAll',
  'EntityCustomization',
];
const SUBOPERATIONS = ['None', 'New', 'Upgrade', 'Update', 'Delete', 'Delete And Promote'];

const rowOf = (done: Operation): Row => ({
  msdyn_solutionhistoryid: done.id,
  msdyn_name: done.name,
  msdyn_starttime: secondsOf(done.startedAt),
  msdyn_endtime: done.endedAt === null ? null : secondsOf(done.endedAt),
  msdyn_exceptionmessage: null,
  msdyn_exceptionstack: null,
  msdyn_packagename: null,
  msdyn_packageversion: null,
  msdyn_publishername: null,
  msdyn_solutionversion: null,
  msdyn_correlationid: done.id,
  msdyn_operation: Math.max(OPERATIONS.indexOf(done.operation), 0),
  msdyn_suboperation: done.suboperation,
  msdyn_status: done.endedAt === null ? 0 : 1,
  msdyn_result: done.endedAt === null ? null : true,
  msdyn_errorcode: 0,
  msdyn_ismanaged: false,
});

const TYPE: RowType = {
  set: 'msdyn_solutionhistories',
  type: 'msdyn_solutionhistory',
  key: 'msdyn_solutionhistoryid',
  properties: new Set(
    Object.keys(
      rowOf({
        id: '',
        name: '',
        operation: '',
        suboperation: 0,
        startedAt: '1970-01-01',
        endedAt: null,
      }),
    ),
  ),
  pages: true,
  formatted: (row) => ({
    msdyn_operation: OPERATIONS[Number(row['msdyn_operation'])] ?? '',
    msdyn_suboperation: SUBOPERATIONS[Number(row['msdyn_suboperation'])] ?? '',
    msdyn_status: row['msdyn_status'] === 0 ? 'Started' : 'Completed',
    ...(row['msdyn_result'] === null ? {} : { msdyn_result: 'Success' }),
  }),
};

/** What was done to the environment before its story here begins. */
const seeded = ({ seed }: Org): readonly Operation[] =>
  ['msdynce_ActivitiesInfra', 'msdynce_Sales'].map((name, index) => ({
    id: fixedId(seed.organisationId, 'operation', name),
    name,
    operation: 'Import',
    suboperation: 3,
    startedAt: `2025-03-0${index + 1}T02:00:00Z`,
    endedAt: `2025-03-0${index + 1}T02:11:40Z`,
  }));

/** GET msdyn_solutionhistories: ended operations and the one that holds the lock. */
export function listSolutionHistory(call: Call): ServiceAnswer {
  const running = findRunning(call.org);
  const known = [...seeded(call.org), ...call.org.documents.operations.list()];
  const answer = collection(call, TYPE, () =>
    [...known, ...(running === undefined ? [] : [running])].map(rowOf),
  );
  logActivity(call, { message: 'RetrieveMultiple', table: 'msdyn_solutionhistory' });
  return answer;
}
