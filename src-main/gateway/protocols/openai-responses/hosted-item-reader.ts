import type { JsonRecord } from '../json/read';
import { decodeImageItem } from './decode-image-item';
import { describeServerItem } from './describe-server-item';
import type { EventSink, ItemReader } from './item-reader';

/** Items of the provider's own tools, and unknown ones: told when they are complete. */
export function createHostedItemReader(sink: EventSink, first: JsonRecord): ItemReader {
  return {
    read() {
      // Their progress is nothing that another protocol could tell.
    },
    finish(item) {
      const raw = item ?? first;
      const image = decodeImageItem(raw);
      const part = sink.nextPart();
      sink.emit({
        type: 'part_start',
        part,
        content:
          image === null
            ? { kind: 'serverTool', protocol: 'openai-responses', raw, digest: describeServerItem(raw) }
            : { kind: 'image', ...image },
      });
      sink.emit({ type: 'part_end', part });
    },
  };
}
