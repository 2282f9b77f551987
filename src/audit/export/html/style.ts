import { createHash } from 'node:crypto';

/** Light and dark, on a screen and on paper. Fonts are the reader's own: nothing is fetched. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--subtle:#5b6470;--line:#d8dde3;--ground:#fff;--soft:#f4f6f8;--bar:#2f6fb3;--warn:#8a4b00}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebef;--subtle:#a2acb8;--line:#3a424c;--ground:#15191e;--soft:#1e242b;--bar:#6aa9e9;--warn:#f0b429}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:2rem 1.25rem;color:var(--ink);background:var(--ground);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.1rem;margin:2.25rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p,ul{margin:.4rem 0}
.subtle{color:var(--subtle)}
.warn{color:var(--warn);font-weight:600}
.question{font-size:1.1rem;padding:.75rem 1rem;background:var(--soft);border-left:4px solid var(--bar)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;margin:1rem 0}
dl div{padding:.6rem .8rem;background:var(--soft);border-radius:.4rem}
dt{color:var(--subtle);font-size:.85rem}
dd{margin:0;font-size:1.15rem;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
table{width:100%;border-collapse:collapse;font-size:.9rem;margin:.5rem 0}
caption{text-align:left;color:var(--subtle);padding:.25rem 0}
th,td{padding:.3rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}
svg{display:block;max-width:100%}
.chart{width:100%;height:auto}
.bar{fill:var(--bar)}
.line{fill:none;stroke:var(--bar);stroke-width:1.5}
.axis{stroke:var(--line)}
.label{fill:var(--subtle);font-size:11px}
@media print{body{max-width:none;padding:0;font-size:11px}h2{break-after:avoid}tr,dl div,svg{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}}
`;

const HASH = createHash('sha256').update(STYLE).digest('base64');

/** This style and nothing else: no script, no picture, no address. */
export const POLICY = `default-src 'none'; style-src 'sha256-${HASH}'; base-uri 'none'; form-action 'none'`;
