import { createInterface, type Interface } from 'node:readline';

/** One line of the record: what was done, when, and who stood for it. */
export interface ProtocolStep {
  readonly step: string;
  readonly at: string;
  /** What came of it: a code, an id or a hash. */
  readonly outcome: string;
  readonly confirmed: 'typed' | 'unattended';
}

/** Somebody in the room said no, or was not there: what was done before stays, and the script is run again. */
export class CeremonyStopped extends Error {
  override name = 'CeremonyStopped';
}

/** Announces each step, has it confirmed, and keeps what was done with its time. */
export class Protocol {
  readonly #lines: AsyncIterator<string> | undefined;
  readonly #input: Interface | undefined;
  readonly #now: () => Date;
  readonly steps: ProtocolStep[] = [];

  /** @param isAttended whether each step waits for somebody who types `yes`. */
  constructor({ isAttended, now }: { readonly isAttended: boolean; readonly now: () => Date }) {
    this.#now = now;
    if (!isAttended) return;
    this.#input = createInterface({ input: process.stdin });
    this.#lines = this.#input[Symbol.asyncIterator]();
  }

  /** Announces a step, has it confirmed, and does it. @throws CeremonyStopped */
  async take(step: string, about: string, act: () => Promise<string>): Promise<void> {
    const number = this.steps.length + 1;
    console.log(`${number}. ${step}: ${about}`);
    if (this.#lines) {
      console.log('   yes?');
      const { value } = await this.#lines.next();
      if (String(value).trim() !== 'yes') throw new CeremonyStopped(`stopped before: ${step}`);
    }
    const outcome = await act();
    const at = this.#now().toISOString();
    const confirmed = this.#lines ? 'typed' : 'unattended';
    this.steps.push({ step, at, outcome, confirmed });
    console.log(`   ${at} ${outcome}`);
  }

  close(): void {
    this.#input?.close();
  }
}
