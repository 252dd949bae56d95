/**
 * What makes the Tab key of a shell ask ax.
 *
 * @module
 */

/** The shells that are known. */
export const shells = ["bash", "zsh", "fish"] as const;

/** One of {@linkcode shells}. */
export type Shell = typeof shells[number];

/** What ax prints where the name of a file could stand. */
export const FILES_MARK = ":files";

const BASH = `# bash completion for ax
_ax() {
  local line word
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == ${FILES_MARK} ]]; then
      compopt -o default
    else
      printf -v word %q "\${line%%$'\\t'*}"
      COMPREPLY+=("$word")
    fi
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _ax ax
`;

const ZSH = `#compdef ax
_ax() {
  local line
  local -i files=0
  local -a found
  for line in "\${(@f)$("$words[1]" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == ${FILES_MARK} ]]; then
      files=1
    elif [[ -n $line ]]; then
      found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( $#found )) && _describe ax found
  (( files )) && _files
}
if [[ \${funcstack[1]} == _ax ]]; then
  _ax "$@"
else
  compdef _ax ax
fi
`;

const FISH = `# fish completion for ax
function __ax_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l last (commandline -ct)
    for line in ($program __complete $words "$last" 2>/dev/null)
        if test "$line" = ${FILES_MARK}
            __fish_complete_path "$last"
        else
            echo -- $line
        end
    end
end
complete -c ax -f -a '(__ax_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
};

/** The script that a shell is to read when it starts. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

/** How to have it read, as lines for a shell's own start-up file. */
export const setUpHelp: Readonly<Record<Shell, string>> = {
  bash: `echo 'eval "$(ax completions bash)"' >> ~/.bashrc`,
  zsh: `echo 'eval "$(ax completions zsh)"' >> ~/.zshrc    # after compinit`,
  fish: "ax completions fish > ~/.config/fish/completions/ax.fish",
};
