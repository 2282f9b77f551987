import type { TextBlock } from './elements.ts';
import { markdown } from './parts.ts';
import { escaped, link } from './text.ts';
import type { SourceView } from './views.ts';

/** Where a statement comes from, when it was read, and how sure it is. */
export const sourceLine = (source: SourceView, most = 200): TextBlock =>
  markdown(
    `Source: ${link(source.says, source.url, most)} · read ${escaped(source.read, 40)} · ${sure(source)}`,
    {
      size: 'small',
      isSubtle: true,
      spacing: 'small',
    },
  );

const sure = ({ confidence }: SourceView): string =>
  confidence === 'unconfirmed' ? '? **unconfirmed**' : escaped(confidence, 60);
