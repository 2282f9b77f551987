/** The walkthrough's id: when such a run has finished, what it was told of the person is erased too. */
export const ERASURE = 'erase-person';

/** The operation's name in the ledger: its details say which runs it reaches. */
export const ERASE = 'ledger.erase';

/** What stands in place of a name or a text that was erased. */
export const ERASED = '(erased)';

/** An id of which only the seal is left. It still tells one person from another. */
export const isErasedId = (id: string): boolean => /^sealed:[0-9a-f]{64}$/.test(id);

/** Names shorter than this are found in too many texts that are about something else. */
const SHORTEST = 3;

const NAME_GOES_ON = /[\p{L}\p{N}_]/u;

function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before = '', after = ''] = [text.slice(0, at), text.slice(at + name.length)];
    if (!NAME_GOES_ON.test([...before].at(-1) ?? '') && !NAME_GOES_ON.test([...after][0] ?? ''))
      return true;
  }
  return false;
}

/** Whether a text holds the object id anywhere, or one of the names as a word of its own. */
export const mentions = (text: string, id: string, called: readonly string[]): boolean =>
  text.toLowerCase().includes(id.toLowerCase()) ||
  called.some((name) => name.length >= SHORTEST && names(text, name));
