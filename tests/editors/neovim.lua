-- Opens net.py in Neovim with its built-in client and nothing else, applies the first quick fix on the line of the
-- first finding, and writes what was seen to seen.json. $RECIPE is what the README says for starting the server.
local seen = {}
local function finish()
  local file = io.open('seen.json', 'w')
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.cmd('qall!')
end

local function wait(what, ready)
  if not vim.wait(60000, ready, 50) then
    seen.failed = 'waited in vain for ' .. what
    finish()
  end
end

vim.cmd('edit net.py')
vim.bo.filetype = 'python'
loadstring(vim.env.RECIPE)()
wait('the finding', function() return #vim.diagnostic.get(0) > 0 end)
seen.before = vim.tbl_map(function(finding)
  return { finding.code, finding.lnum, finding.col, finding.message }
end, vim.diagnostic.get(0))

local finding = vim.diagnostic.get(0)[1]
vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(0, 'utf-16'), 60000)
for _, answer in pairs(answers or {}) do
  seen.hover = answer.result and answer.result.contents.value
end

vim.ui.select = function(items, _, chosen)
  seen.offered = #items
  chosen(items[1], 1)
end
vim.lsp.buf.code_action()
wait('the fix', function() return vim.bo.modified end)
wait('the end of the finding', function() return #vim.diagnostic.get(0) == 0 end)
vim.cmd('write')
finish()
