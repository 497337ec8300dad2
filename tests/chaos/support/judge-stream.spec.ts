import { describe, expect, it } from 'vitest';
import { judgeStream, type SeenStream, type Try } from './judge-stream';

const serves: Try = { upstream: 0, fate: 'serves', text: 'a1 a2 a3 ' };
const fails: Try = { upstream: 1, fate: 'fails', text: 'b1 b2 b3 ' };
const breaks: Try = { upstream: 1, fate: 'breaks', text: 'c1 c2 c3 ' };
const otherFails: Try = { ...fails, upstream: 0 };
const whole: SeenStream = { status: 200, text: serves.text, end: 'complete' };
const refused: SeenStream = { status: 502, text: '', end: 'told' };

describe('judgeStream', () => {
  it.each<[string, SeenStream, Try[], number[]]>([
    ['served', whole, [serves], []],
    ['failed over', whole, [fails, serves], []],
    ['broken', { status: 200, text: 'c1 c2 ', end: 'told' }, [breaks], []],
    ['broken', { status: 200, text: 'c1 c2 ', end: 'cut' }, [breaks], []],
    ['unserved', refused, [otherFails, fails], []],
    ['unserved', refused, [fails], [0]],
    ['unserved', refused, [otherFails, breaks], []],
    ['left', { ...whole, text: 'a1 ', end: 'left' }, [serves], []],
    // One upstream that is there was not asked.
    ['dropped', refused, [fails], []],
    ['dropped', refused, [], [1]],
    // It was asked, and answered.
    ['dropped', refused, [serves, fails], []],
    ['dropped', { ...refused, status: 0, end: 'silent' }, [otherFails, fails], []],
    ['dropped', { ...refused, status: 0, end: 'cut' }, [otherFails, fails], []],
    ['dropped', { status: 200, text: 'a1 a2 ', end: 'told' }, [serves], []],
    ['dropped', { status: 200, text: 'a1 a2 ', end: 'cut' }, [serves], []],
    ['dropped', { status: 200, text: 'c1 c2 ', end: 'silent' }, [breaks], []],
    // A cut stream that looks as if it had ended.
    ['dropped', { status: 200, text: 'a1 a2 ', end: 'complete' }, [serves], []],
    ['dropped', { status: 200, text: '', end: 'complete' }, [serves], []],
    ['mixed', { ...whole, text: 'c1 c2 a3 ' }, [breaks, serves], []],
    ['mixed', { ...whole, text: 'x1 x2 x3 ' }, [serves], []],
    ['mixed', { ...whole, text: 'a1 a3 ', end: 'left' }, [serves], []],
  ])('%s', (verdict, seen, tries, absent) => {
    expect(judgeStream(seen, tries, new Set(absent), 2)).toBe(verdict);
  });
});
