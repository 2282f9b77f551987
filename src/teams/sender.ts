import { z } from 'zod';
import type { Activity, ResourceResponse, TurnContext } from './botbuilder.ts';
import type { Connector } from './connector.ts';

export interface Sender {
  /** `rest` takes what never leaves the process: pauses, traces, answers of invokes. */
  send(
    context: TurnContext,
    activities: Partial<Activity>[],
    rest: (activities: Partial<Activity>[]) => Promise<ResourceResponse[]>,
  ): Promise<ResourceResponse[]>;
  update(context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse | void>;
}

const Posted = z.looseObject({ id: z.string() });
const INNER = ['delay', 'invokeResponse', 'trace'];

/** Sends a turn's replies, in order, over the connector. */
export function createSender(connector: Connector): Sender {
  return {
    async send(context, activities, rest) {
      const responses: ResourceResponse[] = [];
      for (const activity of activities) {
        const inner = INNER.includes(activity.type ?? '');
        if (inner) responses.push(...(await rest([activity])));
        else responses.push(await post(connector, context, activity));
      }
      return responses;
    },
    async update(context, activity) {
      const { serviceUrl, path } = placeOf(context, activity);
      const id = encodeURIComponent(activity.id ?? '');
      const answer = await connector.send('PUT', serviceUrl, `${path}/${id}`, activity);
      return { id: Posted.safeParse(answer).data?.id ?? activity.id ?? '' };
    },
  };
}

async function post(
  connector: Connector,
  context: TurnContext,
  { id: _given, ...activity }: Partial<Activity>,
): Promise<ResourceResponse> {
  const { serviceUrl, path } = placeOf(context, activity);
  const { replyToId = '' } = activity;
  const to = replyToId === '' ? path : `${path}/${encodeURIComponent(replyToId)}`;
  const answer = await connector.send('POST', serviceUrl, to, activity);
  return { id: Posted.safeParse(answer).data?.id ?? '' };
}

function placeOf({ activity: received }: TurnContext, activity: Partial<Activity>) {
  const conversation = (activity.conversation ?? received.conversation).id;
  return {
    serviceUrl: activity.serviceUrl ?? received.serviceUrl,
    path: `/v3/conversations/${encodeURIComponent(conversation)}/activities`,
  };
}
