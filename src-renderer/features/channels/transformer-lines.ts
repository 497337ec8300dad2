import type { TransformerUse } from '#shared/domain/channel-transformers';
import { parseObject } from '#renderer/lib/parse-object';

/** Transformers as text, in the order they act: `name` or `name {options}`, one per line. */
export function writeTransformers(use: readonly TransformerUse[]): string {
  return use.map((one) => (typeof one === 'string' ? one : `${one[0]} ${JSON.stringify(one[1])}`)).join('\n');
}

/** Null when what follows a name is no JSON object. The name itself is checked where it is saved. */
export function readTransformers(text: string): TransformerUse[] | null {
  const uses: TransformerUse[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    // Paths of files may have spaces, too.
    const at = line.search(/\s\{/);
    if (at === -1) {
      uses.push(line);
      continue;
    }
    const options = parseObject(line.slice(at));
    if (options === null) return null;
    uses.push([line.slice(0, at).trim(), options as Extract<TransformerUse, readonly unknown[]>[1]]);
  }
  return uses;
}
