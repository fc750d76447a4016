import { describe, expect, it } from 'vitest';
import { keptCheckpointPath } from '../../../books/cosignature.ts';
import { readNote } from '../../../books/signed-note.ts';
import { ExportInMemory } from '../../../bin/chaos/tamper/export-in-memory.ts';
import { KeptNotes } from '../../../bin/export/kept-notes.ts';
import type { LogSnapshot } from '../../../bin/export/snapshot.ts';
import { SampleLog } from '../../books/verify/sample-export.ts';

const snapshotOf = async (log: SampleLog, kept: readonly string[]): Promise<LogSnapshot> => ({
  log: log.log,
  readFile: log.files.read,
  checkpoint: await log.checkpoint(),
  kept,
  stamps: [],
});

const signaturesIn = (folder: ExportInMemory, path: string): number =>
  readNote(folder.of(path).toString('utf8')).signatures.length;

describe('KeptNotes', () => {
  it('puts the cosignature that an entry holds to a note that lacks it', async () => {
    const log = await SampleLog.open('office');
    const plain = await log.checkpoint();
    await log.cosign();
    const notes = new KeptNotes([await snapshotOf(log, [plain])]);
    for (const entry of log.entries) notes.take('office', entry);
    const folder = new ExportInMemory();
    await notes.write(folder);
    expect([...folder.files.keys()]).toEqual([`office/${keptCheckpointPath(1)}`]);
    expect(signaturesIn(folder, `office/${keptCheckpointPath(1)}`)).toBe(2);
  });

  it('has the notes that the other log anchored, as far as this log goes', async () => {
    const office = await SampleLog.open('office');
    const enclave = await SampleLog.open('enclave');
    await office.anchor(enclave);
    const standing = await snapshotOf(enclave, []);
    await enclave.cosign();
    await office.anchor(enclave);
    const notes = new KeptNotes([standing]);
    for (const entry of office.entries) notes.take('office', entry);
    const folder = new ExportInMemory();
    await notes.write(folder);
    expect([...folder.files.keys()]).toEqual([`enclave/${keptCheckpointPath(1)}`]);
  });
});
