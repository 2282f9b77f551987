import { markup, type Markup } from './markup.ts';
import { POLICY, STYLE } from './style.ts';

// Both are ours and written as they are: the policy names the hash of just this style.
const [policy, style]: readonly Markup[] = [{ html: POLICY }, { html: STYLE }];

/** How a page begins that needs nothing else: no script, no address, no font. */
export const pageHead = (title: string): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy ?? ''}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style ?? ''}</style>
</head>
<body>
<main>
`;

/** How it ends. */
export const PAGE_END = '</main>\n</body>\n</html>\n';
