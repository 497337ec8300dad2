// Reads and writes large requests beside the thread that relays streams.
import { createConversionDesk } from '#main/gateway/conversion/conversion-desk';
import {
  answerConversionCall,
  type ConversionAnswer,
  type ConversionCall,
} from '#main/worker-threads/answer-conversion-call';
import { answerCalls } from '#main/worker-threads/answer-calls';

const desk = createConversionDesk();

answerCalls<ConversionCall, ConversionAnswer>(
  (call) => answerConversionCall(desk, call),
  (answer) => (answer.type === 'write' ? [answer.result.body.buffer as ArrayBuffer] : []),
);
