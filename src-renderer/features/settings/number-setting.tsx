import { useEffect, useState } from 'react';
import { Input } from '#renderer/ui/input';
import { SettingRow } from './setting-row';

interface NumberSettingProps {
  readonly label: string;
  readonly hint?: string;
  readonly unit?: string;
  readonly value: number;
  readonly onSave: (value: number) => void;
}

/** A number that is saved when its field is left; what is no number goes back to what was. */
export function NumberSetting({ label, hint, unit, value, onSave }: NumberSettingProps) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const save = (): void => {
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) setText(String(value));
    else if (number !== value) onSave(number);
  };
  return (
    <SettingRow label={label} {...(hint !== undefined && { hint })}>
      {(id) => (
        <span className="flex items-center gap-1.5">
          <Input
            id={id}
            type="number"
            value={text}
            className="w-32 text-right"
            onChange={(event) => setText(event.target.value)}
            onBlur={save}
            onKeyDown={(event) => {
              if (event.key === 'Enter') save();
            }}
          />
          {unit !== undefined && <span className="text-muted">{unit}</span>}
        </span>
      )}
    </SettingRow>
  );
}
