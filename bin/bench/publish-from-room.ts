import { publishAnswers } from '../../enclave/status/ocsp/publish-answers.ts';
import { refreshAnswers } from '../../enclave/status/ocsp/refresh-answers.ts';
import type { StatusPublisher } from '../../enclave/status/publish-status.ts';
import type { Config } from '../config.ts';
import { openAnswerFiles } from '../enclave-worker/answers/answer-files.ts';
import { crlFilesOf } from '../enclave-worker/publication/crl-files.ts';
import type { BenchRoom } from './open-bench-room.ts';

/** A room in this process as it publishes lists and answers, into the files of its settings. */
export interface PublishingRoom extends Pick<StatusPublisher, 'publish'> {
  /** Makes anew the answers of an issuer key that are due. @returns how many */
  refresh(issuerKeyId: string): Promise<number>;
  close(): Promise<void>;
}

/** Wires a room to its published files, as the enclave-worker does. */
export function publishFrom(room: BenchRoom, config: Config<'enclave-worker'>): PublishingRoom {
  const files = openAnswerFiles({
    dir: config.repositoryDir,
    repositoryUrl: config.publicRepositoryUrl,
  });
  const answers = room.answering(files);
  const publisher = room.publishing({
    files: crlFilesOf(config),
    answer: (issuerKeyId, serials) => publishAnswers(answers, { issuerKeyId, serials }),
  });
  return {
    publish: (order) => publisher.publish(order),
    refresh: (issuerKeyId) => refreshAnswers(answers, { issuerKeyId }),
    close: () => files.close(),
  };
}
