import type { ConversationState, StateDocument } from '../../src/store/conversation-state.ts';

/** Conversation state in a `Map`, as text like any real store. */
export function memoryConversationState(): ConversationState {
  const documents = new Map<string, { readonly text: string; readonly eTag: string }>();
  let version = 0;

  function check(key: string, { eTag }: StateDocument): void {
    const unconditional = eTag === undefined || eTag === null || eTag === '*';
    if (!unconditional && documents.get(key)?.eTag !== eTag)
      throw new Error(`Storage: error writing "${key}" due to eTag conflict.`);
  }

  return {
    async read(keys) {
      const found = keys.flatMap((key): [string, StateDocument][] => {
        const document = documents.get(key);
        if (document === undefined) return [];
        return [[key, { ...(JSON.parse(document.text) as object), eTag: document.eTag }]];
      });
      return Object.fromEntries(found);
    },
    async write(changes) {
      for (const [key, document] of Object.entries(changes)) check(key, document);
      for (const [key, { eTag: _eTag, ...value }] of Object.entries(changes)) {
        version += 1;
        documents.set(key, { text: JSON.stringify(value), eTag: String(version) });
      }
    },
    async delete(keys) {
      for (const key of keys) documents.delete(key);
    },
  };
}
