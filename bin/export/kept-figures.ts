import { sha256Hex } from '../../books/canonical-json.ts';
import type { Entry, LogName } from '../../books/entry.ts';
import type { ExportSink } from '../../books/export/export-log.ts';
import { figuresPath } from '../../domain/reconciliation/figures-path.ts';
import type { LogSnapshot } from './snapshot.ts';

/**
 * The figures of each day that was reconciled, as the newest entry of the day names them. Those of the
 * office hold the room's within them, so where both logs are exported they are the ones of the day.
 */
export class KeptFigures {
  readonly #newest: Readonly<Record<LogName, Map<string, string>>> = {
    office: new Map(),
    enclave: new Map(),
  };

  take(log: LogName, entry: Entry): void {
    if (entry.event !== 'reconciliation.completed') return;
    this.#newest[log].set(entry.data.day, entry.data.figuresSha256);
  }

  /** Writes them from beside the log. What is not there is left out: no entry of the books needs it. */
  async write(
    snapshots: readonly Pick<LogSnapshot, 'log' | 'readFile'>[],
    sink: ExportSink,
  ): Promise<void> {
    const from = snapshots.find(({ log }) => log === 'office') ?? snapshots[0];
    if (!from) return;
    for (const [day, sha256] of this.#newest[from.log]) {
      const octets = await from.readFile(figuresPath(day, sha256));
      if (octets && sha256Hex(octets) === sha256) await sink.write(`figures/${day}.json`, octets);
    }
  }
}
