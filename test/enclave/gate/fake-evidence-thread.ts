import { EventEmitter } from 'node:events';
import type { EvidenceThread } from '../../../enclave/gate/reading-lane.ts';
import type { ReadingAnswer, ReadingMessage } from '../../../enclave/gate/serve-evidence.ts';

type Asked = ReadingMessage['tasks'][number]['request'];

const orderOf = (request: Asked): string => ('orderId' in request ? request.orderId : '');

/** A thread in the test's hand: it answers when it is told to, in the order of its messages. */
export class FakeEvidenceThread extends EventEmitter implements EvidenceThread {
  readonly messages: ReadingMessage[] = [];
  isTerminated = false;
  #answered = 0;

  postMessage(message: ReadingMessage): void {
    this.messages.push(message);
  }

  /** Answers the next message, each order by what `answer` says of its id. */
  answer(answer: (orderId: string) => ReadingAnswer): void {
    const message = this.messages[this.#answered];
    if (!message) throw new Error('nothing to answer');
    this.#answered += 1;
    const answers = message.tasks.map(({ request }) => answer(orderOf(request)));
    this.emit('message', JSON.stringify(answers));
  }

  die(): void {
    this.emit('error', new Error('of something'));
    this.emit('exit', 1);
  }

  async terminate(): Promise<void> {
    this.isTerminated = true;
    this.emit('exit', 1);
  }

  /** Ids of the orders of each message. */
  get orders(): string[][] {
    return this.messages.map(({ tasks }) => tasks.map(({ request }) => orderOf(request)));
  }
}
